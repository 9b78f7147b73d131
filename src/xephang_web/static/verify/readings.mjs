// Other readings of a deadline: which exist is for a calendar with its holidays to say, and is
// taken from the package; how each is said, and what a doubtful verdict says of them, is not.
import { dayIn, isSame, joined, remarkIn, said } from "./sentences.mjs";

const KNOWN = [
  said(
    "văn bản không nói là ngày hay ngày làm việc",
    "the text does not say days or working days",
  ),
  said(
    "ngày cuối là ngày nghỉ, thời hạn có thể kéo dài đến ngày làm việc kế tiếp " +
      "(Bộ luật Dân sự 2015, Điều 148)",
    "the last day is a day of rest: the term may run to the next working day " +
      "(Civil Code 2015, article 148)",
  ),
  said(
    "chưa có lịch hoán đổi ngày làm việc chính thức của năm này",
    "the official swaps of that year are not in the table",
  ),
  said(
    "có ngày chưa rõ là ngày làm việc hay ngày nghỉ",
    "it is not settled whether a day counted is worked or a holiday",
  ),
  said(
    "số ngày trễ có thể tính từ ngày cuối còn trong hạn",
    "the grace may be counted from the last day in time",
  ),
];
const DAY_AT_END = /\(đến hết ngày (\d{2})\/(\d{2})\/(\d{4})\)$/;

/** What one unit's forms and deadline leave open. */
export class Readings {
  /**
   * `facts`: the plain status and its words, the form that counts, the flawed forms (the
   * earliest first), and the first moment no longer accepted.
   */
  constructor(milestone, facts) {
    this.facts = facts;
    this.whys = [...KNOWN, ...(milestone.grace?.readings ?? []).map(({ why }) => remarkIn(why))];
    this.excludes = milestone.late === "not_assessed";
  }

  /** The flawed form on which the verdict may hang, or null. */
  get #hope() {
    const { first, flawed } = this.facts;
    if (!flawed.length || (first && first.at <= flawed[0].at)) return null;
    return flawed[0];
  }

  /** The two ways to say that the flawed form may be accepted; none where there is no such form. */
  #acceptances() {
    const form = this.#hope?.words;
    if (!form) return [];
    return [
      said("nếu công nhận {form}: được đánh giá", "if {form} is accepted: assessed", { form }),
      said("nếu công nhận {form}: có thể được đánh giá", "if {form} is accepted: may be assessed", { form }),
    ];
  }

  #isAcceptance(printed) {
    return this.#acceptances().some((each) => isSame(each, printed));
  }

  /** A printed reading as it must be said: a known reason with its day, the same in both. */
  #as(printed) {
    const [, day, month, year] = DAY_AT_END.exec(printed.vi) ?? [];
    if (day === undefined) return null;
    const number = Date.UTC(Number(year), Number(month) - 1, Number(day)) / 86_400_000;
    const values = { day: dayIn(BigInt(number)) };
    const ways = this.whys.map((why) =>
      said("{why} (đến hết ngày {day})", "{why} (to the end of {day})", { ...values, why }),
    );
    return ways.find((each) => isSame(each, printed)) ?? ways.find((each) => each.vi === printed.vi) ?? null;
  }

  /** The printed readings as they must be said; null for one that none can be. */
  read(printed) {
    return printed.map((each, index) =>
      index === 0 && this.#isAcceptance(each) ? each : this.#as(each),
    );
  }

  /** What a doubtful verdict says, given the readings that it prints. */
  words(printed) {
    const { reason } = this.facts;
    if (this.#isAcceptance(printed[0])) {
      return said(
        "{form}: chờ người có thẩm quyền; nếu không công nhận: {otherwise}",
        "{form}: for a person to decide; if it is not accepted: {otherwise}",
        { form: this.#hope.words, otherwise: reason },
      );
    }
    return said(
      "{reason}; còn cách hiểu khác, chờ người có thẩm quyền: {why}",
      "{reason}; another reading, for a person to decide: {why}",
      { reason, why: joined(printed) },
    );
  }
}
