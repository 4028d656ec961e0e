import { describe, expect, test } from 'vitest';
import { buttonOf, type House, house, INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';

/** Saturday 28 November 2026, 16:15 in Berlin. */
const SATURDAY = '2026-11-28T15:15:00Z';
const seen = async (here: House, words: string, where?: string) =>
  textOf(await here.say('mei', words, where), 'Europe/Berlin', here.clock.now().toISOString());

describe('quiet hours of a contact', () => {
  test('a contact who never wrote has their project’s zone, and the answer names their local time', async () => {
    const here = await house(SATURDAY);
    const set = await here.say('mei', 'remind Ana "x" tomorrow at 10');
    expect(textOf(set, 'Europe/Berlin', SATURDAY)).toContain(
      'That would be 04:00 for Ana Lima, outside their working hours, so it waits for their morning.',
    );
    await here.at('2026-11-29T13:59:00Z');
    expect(here.posted('D-ana')).toEqual([]);
    await here.at('2026-11-29T14:00:00Z');
    expect(here.posted('D-ana')).toHaveLength(1);
  });

  test('“even at night” keeps the time; the button for their morning moves it', async () => {
    const here = await house(SATURDAY);
    const night = buttonOf(await here.say('mei', 'remind Ana "x" tomorrow at 10'), 'Even at night');
    const kept = await here.press('mei', night.command, night.input);
    expect(textOf(kept, 'Europe/Berlin', SATURDAY)).toContain(
      'That is 04:00 for Ana Lima, outside their working hours.',
    );
    const morning = buttonOf(kept, 'In their morning');
    expect(textOf(await here.press('mei', morning.command, morning.input), 'Europe/Berlin', SATURDAY)).toContain(
      'so it waits for their morning',
    );
  });

  test('the same in Chinese', async () => {
    const here = await house(SATURDAY);
    await here.people.change(here.scope, here.mei._id, { locale: 'zh-CN' });
    const set = textOf(await here.say('mei', '明天10点提醒Ana签合同'), 'Europe/Berlin', SATURDAY, 'zh-CN');
    expect(set).toContain('届时 Ana Lima 当地是 04:00，不在工作时间，因此会等到对方早上再提醒。');
    expect(set).toContain('夜间也提醒');
  });

  test('a contact’s own zone comes before their project’s, and a colleague keeps their own', async () => {
    const here = await house(SATURDAY);
    await here.people.change(here.scope, here.ana._id, { zone: 'Europe/Lisbon' });
    expect(await seen(here, 'remind Ana "x" tomorrow at 10')).not.toContain('outside their working hours');
    await here.people.change(here.scope, here.tom._id, { zone: 'Asia/Shanghai' });
    expect(await seen(here, 'remind Tom "x" tomorrow at 18:00')).toContain('That would be 01:00 for Tom Berg');
    expect(await seen(here, 'remind me "x" tomorrow at 3:00')).not.toContain('outside');
  });

  test('in the contact’s day the answer does not mention quiet hours', async () => {
    const here = await house(SATURDAY);
    expect(await seen(here, 'remind Ana "x" tomorrow at 17:00')).not.toContain('outside');
  });
});

describe('a contact with several projects', () => {
  const withSecond = async (zone: string) => {
    const here = await house(SATURDAY);
    await here.projects.add(here.scope, {
      name: 'Acme app',
      key: 'APP',
      clientId: here.acme._id,
      managerId: here.mei._id,
      locale: 'en',
      zone,
      state: 'active',
    });
    return here;
  };

  test('has the zone that all projects share', async () => {
    expect(await seen(await withSecond('America/New_York'), 'remind Ana "x" tomorrow at 10')).toContain(
      'That would be 04:00 for Ana Lima',
    );
  });

  test('has the zone of the place’s project', async () => {
    const here = await withSecond('Asia/Tokyo');
    expect(await seen(here, 'remind Ana "x" tomorrow at 10', INTERNAL_CHANNEL)).toContain(
      'That would be 04:00 for Ana Lima',
    );
    await here.at('2026-11-29T13:59:00Z');
    expect(here.posted('D-ana')).toEqual([]);
  });

  test('otherwise a question offers the projects, and a press sets the reminder in that project’s zone', async () => {
    const here = await withSecond('Asia/Tokyo');
    const asks = await here.say('mei', 'remind Ana "Send the logo" tomorrow at 10');
    expect(textOf(asks)).toContain('The projects of Ana Lima are in several time zones');
    expect(textOf(asks)).toContain('> Send the logo');
    expect(textOf(await here.say('mei', 'reminders'))).toContain('You have no reminders');
    const { command, input } = buttonOf(asks, 'Acme app (Tokyo time)');
    const set = textOf(await here.press('mei', command, input), 'Europe/Berlin', SATURDAY);
    expect(set).toContain('I will remind Ana Lima');
    expect(set).not.toContain('outside');
    await here.at('2026-11-29T09:00:00Z');
    expect(here.posted('D-ana')).toHaveLength(1);
  });
});

describe('working days are the recipient’s', () => {
  const inCountry = async (start: string, country: string, zone: string) => {
    const here = await house(start);
    await here.projects.change(here.scope, here.project._id, { country, zone });
    await here.people.change(here.scope, here.mei._id, { zone });
    return here;
  };
  const china = (start: string) => inCountry(start, 'CN', 'Asia/Shanghai');
  const said = async (here: House, words: string, zone: string) =>
    textOf(await here.say('mei', words), zone, here.clock.now().toISOString());

  test('the last working day of a month is not a holiday', async () => {
    const here = await inCountry('2027-05-10T08:00:00Z', 'US', 'America/New_York');
    const set = await said(
      here,
      'remind #acme "Bill" last working day of every month 10:00 New York time',
      'America/New_York',
    );
    expect(set).toContain('Fri 28 May 10:00 · Wed 30 Jun 10:00');
  });

  test.each([
    ['提醒 #acme-internal “x” 下个工作日9点', 'Wed 6 May 09:00'],
    ['提醒 #acme-internal “x” 五个工作日后9点', 'Mon 11 May 09:00'],
    ['remind #acme-internal "x" next working day 9:00', 'Wed 6 May 09:00'],
    ['remind #acme-internal "x" in 5 business days 9:00', 'Mon 11 May 09:00'],
    ['remind Ana "x" next working day 10:00', 'Wed 6 May 10:00'],
  ])('the next working day is no holiday: %s', async (words, next) => {
    expect(await said(await china('2026-04-30T01:30:00Z'), words, 'Asia/Shanghai')).toContain(`Next: ${next}`);
  });

  test('a person without a project works Monday to Friday', async () => {
    expect(await said(await china('2026-04-30T01:30:00Z'), '提醒我 “x” 下个工作日9点', 'Asia/Shanghai')).toContain(
      'tomorrow 09:00',
    );
  });

  test.each([
    '提醒 #acme-internal “站会” 每个工作日10点',
    '提醒 #acme-internal “站会” 工作日10点',
    'remind #acme-internal "站会" every working day 10:00',
  ])('“every working day” skips holidays and includes make-up Saturdays: %s', async (words) => {
    const here = await china('2026-04-29T08:00:00Z');
    await here.say('mei', words);
    const days: string[] = [];
    for (let day = 0; day < 14; day++) {
      const noon = new Date(Date.parse('2026-04-29T04:00:00Z') + day * 86_400_000).toISOString();
      const before = here.posted(INTERNAL_CHANNEL).length;
      if (day > 0) await here.at(noon);
      if (here.posted(INTERNAL_CHANNEL).length > before) days.push(noon.slice(5, 10));
    }
    expect(days).toEqual(['04-30', '05-06', '05-07', '05-08', '05-09', '05-11', '05-12']);
  });

  test('a weekday rule ignores holidays: “every Friday” comes on a holiday too', async () => {
    expect(
      await said(await china('2026-04-30T01:30:00Z'), '提醒 #acme-internal “x” 每周五10点', 'Asia/Shanghai'),
    ).toContain('tomorrow 10:00');
  });

  test('a changed time uses the same calendar', async () => {
    const here = await china('2026-04-30T01:30:00Z');
    await here.say('mei', '提醒 #acme-internal “x” 每周五10点');
    expect(await said(here, '提醒修改 1 下个工作日9点', 'Asia/Shanghai')).toContain('Wed 6 May 09:00');
  });
});

test('a project of a region has that region’s holidays', async () => {
  const here = await house('2026-06-03T08:00:00Z');
  await here.projects.change(here.scope, here.project._id, { zone: 'Europe/Berlin' });
  await here.say('mei', 'project edit ACME country:de-by');
  expect(textOf(await here.say('mei', 'project show ACME'))).toContain('Germany (Bayern)');
  // 4 June 2026 is Corpus Christi: a holiday in Bavaria, and not in Berlin.
  const set = textOf(
    await here.say('mei', 'remind #acme "x" every working day 16:00'),
    'Europe/Berlin',
    '2026-06-03T08:00:00Z',
  );
  expect(set).toContain('today 16:00 · Fri 5 Jun 16:00');
  expect(JSON.stringify(await here.say('mei', 'project edit ACME country:DE-XX'))).toContain('DE-BY, GB-ENG or CA-QC');
});
