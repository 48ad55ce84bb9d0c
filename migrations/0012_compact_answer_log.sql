-- A row of the log held its events as they are sent: 200 bytes for a word of ten. Now it holds their parts, one line of
-- JSON each; what repeats with each word (the answer's id, the event's own shell) is put back when it is read.
alter table answer_chunks no force row level security;
update answer_chunks set frames = regexp_replace(frames, 'id: [^\n]*\ndata: ([^\n]*)\n\n', E'\\1\n', 'g');
alter table answer_chunks force row level security;
alter table answer_chunks rename column frames to parts;
