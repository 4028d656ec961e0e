import { simplified } from './simplified.ts';

const FIGURE = '[\\d一二两三四五六七八九十百零〇]';
/** Units that follow a number: no phrase ends between the two. Weekdays are no numbers: 周三分享. */
const UNIT = '[点时号日月年分刻个天小周秒次楼层组期批份位条件章场台张页人元块万千米队班轮版项家名套遍种%]';

/**
 * Words that begin or end like a time, or contain one, but are none: 早会, 下午茶, 三点建议, 9点整理, 周五前提交, 下周一起. No phrase begins
 * or ends inside such a word. The lookaheads `(?!…)` exclude the cases where the same characters are two words: 周一直播,
 * 前任务.
 */
const WORDS: readonly string[] = [
  '(?<![今明昨每后当])早(?:会|餐|饭|班|报|茶|操|读|课|教|市|场|鸟|安|高峰|起|睡|退|到|点|些|日|期|午餐|就|已)',
  '(?<![今明昨每后当傍])晚(?:会|餐|饭|宴|班|报|课|场|安|自习|高峰|睡|归|到|点|些|期|年|辈|婚)',
  '(?<![上中下正])午(?:餐|饭|休|睡|宴)|(?<![午半深])夜(?:宵|班|场|市|跑)',
  '下午(?:茶|场)|上午场|午夜(?:场|档|剧场|时段)|深夜食堂|(?:早上|上午|中午|下午|晚上)好|下班(?:打卡|高峰|回家|路上)',
  '[有差快慢多少好大小高低近远这那]一?点|(?<![今明每])[早晚]一点|一点(?:儿|点|都|也|小|不|没)',
  `${FIGURE}点(?:建议|意见|说明|要求|问题|原因|想法|内容|之间|感受|注意|结论|共识|总结|改进|思考|看法|不足|好处|优势|启示|体会|反馈|诉求|需求|收获|理由|疑问|补充|变化|调整)`,
  '点钟|分钟|钟头|小时|时[间候段限差]',
  '整(?:理|改|合|修|顿|体|治|形|机|套|编|队|装)|半(?:价|成品|决赛|程|径|山|岛|导体|个?小时|钟头|年(?!会)|天(?![津猫]))|前后(?!天)|多(?:方|个|位|人|次|项|久)',
  '前(?:台|端|往|期|门|言|锋|去|辈|途|院|景|沿|置|缀|瞻|者|提(?![交供出醒前升议问现货取])|面(?![试谈签对向])|任(?!务)|线(?![上下])|排(?![查期版练]))',
  '后(?:勤|台|端|期|门|卫|果|悔|置|援|裔|院|来|者|缀|厨|盾|面(?![试谈])|续(?![费约签租保订])|方(?![可能才])|备(?![份案])|代(?![码发办])|排(?![查期版练])|退(?![款货出还税订租]))',
  '(?<![上下本这每单双隔两一二三四五六七八九十\\d])周到',
  '(?<=周|星期|礼拜)一(?:起|些|下(?![午班])|直(?!播)|样(?![品本机张])|般|切(?![换图])|旦|律(?!师)|会儿|个|位|定(?![稿价制期位点时向金版标档岗]))',
  `${FIGURE}号(?:楼|线|门|厅|院|库|桌|机|馆|台|店|车|会议室|文件|公告)`,
  '日(?:本|语|常|志(?!愿))|准(?:备|确|入|许|则)|早?[中早]晚|最[早晚]|今明|明后天|[预纽合续签赴邀条节失违大解特相履]约',
];
const WORD = new RegExp(WORDS.join('|'), 'g');
const COUNTED = new RegExp(`(?<!周|星期|礼拜)${FIGURE}(?=${UNIT}|[一二两三四五六七八九十百])`, 'g');

/** The positions in a text at which no Chinese phrase can begin or end, because a word or a number would be split. */
export function insideWords(text: string): ReadonlySet<number> {
  const plain = simplified(text);
  const places = new Set<number>();
  for (const { index, 0: word } of plain.matchAll(WORD))
    for (let at = index + 1; at < index + word.length; at += 1) places.add(at);
  for (const { index } of plain.matchAll(COUNTED)) places.add(index + 1);
  return places;
}
