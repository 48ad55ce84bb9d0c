/**
 * Reads EC2 in one account and region: every list to its last page, then what hangs on single items. A list that ended
 * early is a failed read, so that no check judges by half of it. Never throws for what AWS answers.
 */
import * as Ec2 from '@aws-sdk/client-ec2';
import type { ReadContext } from '../collector.ts';
import type { Read } from '../coverage.ts';
import { mapWithLimit } from '../limits.ts';
import { createRecorder, readApi, readPages } from '../read-result.ts';
import type { CoverageRecorder } from '../read-result.ts';
import type { Session } from '../session.ts';
import * as compute from './from-api.ts';
import { LISTS, SETTINGS, paged } from './lists.ts';
import type { ListSpec, SettingSpec } from './lists.ts';
import type { EbsSnapshot, Ec2Snapshot, LaunchTemplate, MachineImage, SnapshotSharing } from './snapshot.ts';

/** AWS throttles describe calls per account and region; more at once is more throttling, not more speed. */
const CONCURRENCY = 6;

/**
 * Snapshots whose sharing is asked one by one (one call each, newest first). Beyond it, one listing tells which are
 * public, and accounts they are shared with stay unknown: an account may own 100,000 snapshots.
 */
const MAX_SHARING_CALLS = 1000;

/** An `image-id` filter takes up to 200 values. */
const IMAGES_PER_CALL = 200;

/** Every IAM action that `readEc2` uses. */
export const EC2_ACTIONS: string[] = [
  ...[...Object.values(LISTS), ...Object.values(SETTINGS)].map(({ api }) => `ec2:${api}`),
  'ec2:DescribeSnapshotAttribute',
  'ec2:DescribeLaunchTemplateVersions',
];

/** One region's EC2 as it is now. */
export async function readEc2(session: Session, context: ReadContext): Promise<Ec2Snapshot> {
  const { accountUid, region, collectedAt, signal, onProgress } = context;
  const recorder = createRecorder({ product: 'ec2', accountUid, region, signal, onProgress });
  const reader: Reader = { recorder, client: session.client(Ec2.EC2Client, region) };
  const lists = await readAll(reader);
  const snapshots = await withSharing(reader, lists.snapshots);
  const launchTemplates = await withVersions(reader, lists.launchTemplates);
  const foreignImages = await readForeignImages(reader, lists);
  return {
    accountUid,
    partition: session.partition,
    region,
    collectedAt,
    ...lists,
    snapshots,
    launchTemplates,
    foreignImages,
    coverage: recorder.entries(),
  };
}

interface Reader {
  client: Ec2.EC2Client;
  recorder: CoverageRecorder;
}

type Lists = {
  [Name in keyof typeof LISTS]: (typeof LISTS)[Name] extends ListSpec<infer Item> ? Read<Item[]> : never;
};
type Settings = {
  [Name in keyof typeof SETTINGS]: (typeof SETTINGS)[Name] extends SettingSpec<infer Value> ? Read<Value> : never;
};

async function readAll(reader: Reader): Promise<Lists & Settings> {
  const tasks = [
    ...Object.entries(LISTS).map(([name, spec]) => async () => [
      name,
      await readList(reader, spec as ListSpec<unknown>),
    ]),
    ...Object.entries(SETTINGS).map(([name, spec]) => async () => [
      name,
      await readSetting(reader, spec as SettingSpec<unknown>),
    ]),
  ];
  const read = await mapWithLimit(tasks, CONCURRENCY, (task) => task());
  return Object.fromEntries(read) as Lists & Settings;
}

async function readList<Item>({ client, recorder }: Reader, spec: ListSpec<Item>): Promise<Read<Item[]>> {
  const { items, failure } = await readPages(
    recorder,
    named(spec.api),
    (token, signal) => spec.page(client, token, { abortSignal: signal }),
    (page) => page,
  );
  return failure ?? { ok: true, value: items };
}

async function readSetting<Value>({ client, recorder }: Reader, spec: SettingSpec<Value>): Promise<Read<Value>> {
  return readApi(recorder, named(spec.api), (signal) => spec.get(client, { abortSignal: signal }));
}

type BareSnapshot = Omit<EbsSnapshot, 'sharing'>;

async function withSharing(reader: Reader, snapshots: Read<BareSnapshot[]>): Promise<Read<EbsSnapshot[]>> {
  if (!snapshots.ok) return snapshots;
  const newestFirst = snapshots.value.toSorted((a, b) => (b.startTime ?? '').localeCompare(a.startTime ?? ''));
  const asked = new Set(newestFirst.slice(0, MAX_SHARING_CALLS).map(({ snapshotId }) => snapshotId));
  const publicIds = asked.size < newestFirst.length ? await readPublicSnapshotIds(reader) : null;
  const value = await mapWithLimit(snapshots.value, CONCURRENCY, async (snapshot) => ({
    ...snapshot,
    sharing: asked.has(snapshot.snapshotId)
      ? await readSharing(reader, snapshot.snapshotId)
      : sharingFrom(publicIds!, snapshot.snapshotId),
  }));
  return { ok: true, value };
}

async function readSharing({ client, recorder }: Reader, snapshotId: string): Promise<Read<SnapshotSharing>> {
  const input = { SnapshotId: snapshotId, Attribute: 'createVolumePermission' as const };
  const read = await readApi(
    recorder,
    { ...named('DescribeSnapshotAttribute'), notConfigured: ['InvalidSnapshot.NotFound'] },
    async (signal) =>
      compute.toSharing(await client.send(new Ec2.DescribeSnapshotAttributeCommand(input), { abortSignal: signal })),
  );
  if (!read.ok) return read;
  // Deleted between the two calls: nobody can restore it any more.
  return { ok: true, value: read.value ?? { isPublic: false, sharedWith: [] } };
}

async function readPublicSnapshotIds(reader: Reader): Promise<Read<Set<string>>> {
  const read = await readList(reader, {
    api: 'DescribeSnapshots',
    async page(client, NextToken, call) {
      const input = { NextToken, MaxResults: 1000, OwnerIds: ['self'], RestorableByUserIds: ['all'] };
      const page = await client.send(new Ec2.DescribeSnapshotsCommand(input), call);
      return paged(page.NextToken, page.Snapshots, ({ SnapshotId }) => (SnapshotId ? [SnapshotId] : []));
    },
  });
  return read.ok ? { ok: true, value: new Set(read.value) } : read;
}

function sharingFrom(publicIds: Read<Set<string>>, snapshotId: string): Read<SnapshotSharing> {
  if (!publicIds.ok) return publicIds;
  return { ok: true, value: { isPublic: publicIds.value.has(snapshotId), sharedWith: null } };
}

type BareTemplate = Omit<LaunchTemplate, 'versions'>;

async function withVersions(reader: Reader, templates: Read<BareTemplate[]>): Promise<Read<LaunchTemplate[]>> {
  if (!templates.ok) return templates;
  const value = await mapWithLimit(templates.value, CONCURRENCY, async (template) => ({
    ...template,
    versions: await readList(reader, {
      api: 'DescribeLaunchTemplateVersions',
      async page(client, NextToken, call) {
        const input = { NextToken, MaxResults: 200, LaunchTemplateId: template.launchTemplateId };
        const page = await client.send(new Ec2.DescribeLaunchTemplateVersionsCommand(input), call);
        return paged(page.NextToken, page.LaunchTemplateVersions, compute.toTemplateVersion);
      },
    }),
  }));
  return { ok: true, value };
}

/** Images that instances run and this account does not own, deprecated ones included. */
async function readForeignImages(
  reader: Reader,
  { instances, images }: Pick<Lists, 'instances' | 'images'>,
): Promise<Read<MachineImage[]>> {
  if (!instances.ok) return instances;
  const own = new Set(images.ok ? images.value.map(({ imageId }) => imageId) : []);
  const wanted = [...new Set(instances.value.flatMap(({ imageId }) => imageId ?? []))].filter((id) => !own.has(id));
  const chunks = Array.from({ length: Math.ceil(wanted.length / IMAGES_PER_CALL) }, (_, index) =>
    wanted.slice(index * IMAGES_PER_CALL, (index + 1) * IMAGES_PER_CALL),
  );
  const reads = await mapWithLimit(chunks, CONCURRENCY, (ids) =>
    readList(reader, {
      api: 'DescribeImages',
      async page(client, NextToken, call) {
        const input = { NextToken, IncludeDeprecated: true, Filters: [{ Name: 'image-id', Values: ids }] };
        const page = await client.send(new Ec2.DescribeImagesCommand(input), call);
        return paged(page.NextToken, page.Images, compute.toImage);
      },
    }),
  );
  const failed = reads.find((read) => !read.ok);
  return failed ?? { ok: true, value: reads.flatMap((read) => (read.ok ? read.value : [])) };
}

function named(api: string): { api: string; permission: string } {
  return { api: `ec2:${api}`, permission: `ec2:${api}` };
}
