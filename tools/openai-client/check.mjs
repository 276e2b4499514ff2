// The client library of OpenAI against flashmoe serve, for developers:
//   cd tools/openai-client && npm install && node check.mjs FLASHMOE [PACK]
// Starts a server with a key, asks it through the library, and checks what comes: models,
// whole answers, streams, usage, thinking, tools (also by the library's own runner), stop
// texts, log probabilities, errors, cancelling, text completions.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI from "openai";

const [bin, pack] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "flashmoe-client-"));
const keys = join(folder, "keys");
writeFileSync(keys, "sk-test\n", { mode: 0o600 });
const server = spawn(bin, ["serve", "--port", "0", "--api-key-file", keys, "--queue", "2", ...(pack ? ["-m", pack] : [])],
    { stdio: ["ignore", "pipe", "inherit"] });
const line = await new Promise((resolve) => server.stdout.once("data", (data) => resolve(String(data))));
const baseURL = line.trim().split(" on ")[1] + "/v1";
const client = new OpenAI({ baseURL, apiKey: "sk-test", maxRetries: 0 });
const model = (await client.models.list()).data[0].id;
const ask = (content, more) => ({
    model, messages: [{ role: "user", content }], temperature: 0, chat_template_kwargs: { enable_thinking: false }, ...more,
});
const calculate = {
    type: "function",
    function: {
        name: "calculate", description: "Evaluate an arithmetic expression.",
        parameters: { type: "object", properties: { expression: { type: "string" } }, required: ["expression"] },
    },
};

const checks = {
    async "a whole answer"() {
        const a = await client.chat.completions.create(ask("What is a fox?"));
        assert.equal(a.choices[0].finish_reason, "stop");
        assert.ok(a.choices[0].message.content.length > 10);
        assert.equal(a.usage.total_tokens, a.usage.prompt_tokens + a.usage.completion_tokens);
    },
    async "a stream says the same"() {
        const whole = await client.chat.completions.create(ask("What is a fox?"));
        const stream = await client.chat.completions.create(ask("What is a fox?", { stream: true, stream_options: { include_usage: true } }));
        let text = "", usage = null, finish = null;
        for await (const chunk of stream) {
            text += chunk.choices[0]?.delta?.content ?? "";
            finish = chunk.choices[0]?.finish_reason ?? finish;
            usage = chunk.usage ?? usage;
        }
        assert.equal(text.trim(), whole.choices[0].message.content);
        assert.equal(finish, "stop");
        assert.deepEqual(usage.completion_tokens, whole.usage.completion_tokens);
    },
    async "the library's own gathering of a stream"() {
        const final = await client.chat.completions.stream(ask("What is a tree?")).finalChatCompletion();
        assert.ok(final.choices[0].message.content.length > 10);
    },
    async "thinking"() {
        const stream = await client.chat.completions.create(ask("What is a fox?", { stream: true, chat_template_kwargs: { enable_thinking: true } }));
        let thinking = "";
        for await (const chunk of stream) thinking += chunk.choices[0]?.delta?.reasoning_content ?? "";
        assert.ok(thinking.length > 5);
    },
    async "calls of tools, whole and as a stream"() {
        const a = await client.chat.completions.create(ask("What is 12 * 34?", { tools: [calculate] }));
        assert.equal(a.choices[0].finish_reason, "tool_calls");
        const call = a.choices[0].message.tool_calls[0];
        assert.equal(call.function.name, "calculate");
        const b = await client.chat.completions.stream(ask("What is 12 * 34?", { tools: [calculate] })).finalChatCompletion();
        assert.equal(b.choices[0].message.tool_calls[0].function.arguments, call.function.arguments);
    },
    async "the library's runner of tools"() {
        const asked = [];
        const runner = client.chat.completions.runTools(ask("What is 12 * 34?", {
            tools: [{ type: "function", function: { ...calculate.function, parse: JSON.parse, function: (a) => { asked.push(a); return "408"; } } }],
        }));
        assert.match(await runner.finalContent(), /408/);
        assert.equal(asked.length, 1);
    },
    async "a call that is asked for"() {
        for (const tool_choice of ["required", { type: "function", function: { name: "calculate" } }]) {
            const a = await client.chat.completions.create(ask("Hello", { tools: [calculate], tool_choice }));
            assert.equal(a.choices[0].message.tool_calls?.[0]?.function?.name, "calculate");
        }
        const none = await client.chat.completions.create(ask("What is 12 * 34?", { tools: [calculate], tool_choice: "none" }));
        assert.equal(none.choices[0].message.tool_calls, undefined);
    },
    async "stop texts"() {
        const a = await client.chat.completions.create(ask("What is a fox?"));
        const word = a.choices[0].message.content.split(" ")[3];
        const b = await client.chat.completions.create(ask("What is a fox?", { stop: [word] }));
        assert.equal(b.choices[0].finish_reason, "stop");
        assert.ok(!b.choices[0].message.content.includes(word));
        assert.ok(a.choices[0].message.content.startsWith(b.choices[0].message.content));
    },
    async "log probabilities"() {
        const a = await client.chat.completions.create(ask("What is a fox?", { logprobs: true, top_logprobs: 3 }));
        const list = a.choices[0].logprobs.content;
        assert.equal(list.map((t) => t.token).join("").trim(), a.choices[0].message.content);
        for (const t of list) {
            assert.equal(t.top_logprobs.length, 3);
            assert.ok(t.logprob <= 0 && t.top_logprobs[0].logprob >= t.top_logprobs[2].logprob);
        }
        assert.equal(list[0].token, list[0].top_logprobs[0].token); // greedy
        const c = await client.completions.create({ model, prompt: "One two", max_tokens: 4, temperature: 0, logprobs: 2 });
        assert.equal(c.choices[0].logprobs.tokens.join(""), c.choices[0].text);
    },
    async "text completions"() {
        const whole = await client.completions.create({ model, prompt: "Once upon a", max_tokens: 8, temperature: 0 });
        assert.equal(whole.choices[0].finish_reason, "length");
        let text = "";
        for await (const c of await client.completions.create({ model, prompt: "Once upon a", max_tokens: 8, temperature: 0, stream: true }))
            text += c.choices[0].text;
        assert.equal(text, whole.choices[0].text);
    },
    async "errors are the library's own classes"() {
        const bad = (more) => client.chat.completions.create(ask("x", more));
        await assert.rejects(bad({ temperature: -1 }), (e) => e instanceof OpenAI.BadRequestError && e.param === "temperature");
        await assert.rejects(bad({ model: "gpt" }), (e) => e instanceof OpenAI.NotFoundError && e.code === "model_not_found");
        await assert.rejects(new OpenAI({ baseURL, apiKey: "wrong", maxRetries: 0 }).models.list(), OpenAI.AuthenticationError);
        await assert.rejects(bad({ messages: [{ role: "user", content: "word ".repeat(40000) }] }),
            (e) => e instanceof OpenAI.BadRequestError && e.code === "context_length_exceeded");
    },
    async "a full queue, and the library's own retries"() {
        const story = ask("Tell me a long story.", { temperature: 1.2 });
        const all = await Promise.allSettled(Array.from({ length: 8 }, () => client.chat.completions.create(story)));
        const refused = all.filter((r) => r.status === "rejected");
        assert.ok(refused.length > 0 && refused.every((r) => r.reason instanceof OpenAI.RateLimitError && r.reason.headers.get("retry-after") >= 1));
        const patient = new OpenAI({ baseURL, apiKey: "sk-test", maxRetries: 20 });
        await Promise.all(Array.from({ length: 6 }, () => patient.chat.completions.create(story)));
    },
    async "leaving in the middle"() {
        const stream = await client.chat.completions.create(ask("Tell me a long story.", { stream: true, temperature: 1.2 }));
        for await (const _ of stream) break; // aborts
        await client.chat.completions.create(ask("Hello"));
    },
};

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
    try {
        await check();
        console.log("ok   " + name);
    } catch (e) {
        console.log("FAIL " + name + "\n     " + String(e.stack ?? e).split("\n").slice(0, 6).join("\n     "));
        failed++;
    }
}
server.kill("SIGTERM");
const code = await new Promise((resolve) => server.once("exit", resolve));
console.log(`${Object.keys(checks).length - failed} passed, ${failed} failed; the server ended with ${code}`);
rmSync(folder, { recursive: true });
process.exit(failed || code !== 0 ? 1 : 0);
