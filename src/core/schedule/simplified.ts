/** The traditional characters in all time words, each with its simplified form. */
const PAIRS =
  '點点週周禮礼後后兩两號号這这鐘钟鍾钟個个開开時时間间從从為为單单雙双節节內内過过結结終终連连續续總总複复復复數数當当現现幾几還还與与農农曆历歷历陰阴臘腊舊旧國国慶庆勞劳動动聖圣誕诞兒儿婦妇師师萬万約约紐纽倫伦羅罗馬马蘇苏東东爾尔臺台灣湾華华溫温蘭兰奧奥亞亚歐欧韓韩準准標标區区島岛請请謝谢託托裡里裏里淩凌會会飯饭報报課课場场檔档鳥鸟讀读習习議议見见說说問问題题優优勢势樓楼層层組组項项條条張张頁页別别將将臨临發发對对給给於于離离設设無无應应須须寫写訂订際际屆届預预體体門门衛卫備备隊队務务車车餘余員员賓宾聯联絡络麼么樣样來来們们處处邊边圓圆麗丽維维納纳諾诺尋寻澤泽緬缅剛刚紹绍進进遲迟達达';

const SIMPLIFIED: ReadonlyMap<string, string> = new Map(
  Array.from({ length: PAIRS.length / 2 }, (_, index) => [PAIRS.charAt(2 * index), PAIRS.charAt(2 * index + 1)]),
);

/**
 * Replaces traditional characters by simplified ones, one for one, so that positions stay those of the original text.
 */
export const simplified = (text: string): string =>
  text.replace(/\p{Script=Han}/gu, (character) => SIMPLIFIED.get(character) ?? character);
