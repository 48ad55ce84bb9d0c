-- Which bill an imported line stands in, so that a bill that comes again as a whole can take out what it no longer holds.
-- Lines imported before this migration get it when they come again; until then they stay.
alter table imported_lines
  add column billing_account_id text,
  -- First day of the billing period.
  add column billing_period date;
create index imported_lines_by_bill on imported_lines (tenant_id, billing_account_id, billing_period)
  where billing_period is not null;
