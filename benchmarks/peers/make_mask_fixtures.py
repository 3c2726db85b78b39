"""Makes data/src/test/resources/org/temper/data/chat/marked-masks.json: what transformers'
return_assistant_tokens_mask gives for templates with generation markers.

    python make_mask_fixtures.py TEMPLATES TOKENIZER OUT

TEMPLATES is a folder of templates (shared/golden/chat/templates), TOKENIZER a tokenizer.json.
"""

import json
import pathlib
import sys

from transformers import PreTrainedTokenizerFast

TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Weather now",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string", "description": "a city"}},
            "required": ["city"],
        },
    },
}

OWN = """{%- if tools %}{{ '<|im_start|>system\\n' + tools | tojson + '<|im_end|>\\n' }}{% endif %}
{%- for message in messages %}
  {{- '<|im_start|>' + message.role + '\\n' }}
  {%- if message.role == 'assistant' %}
    {%- generation %}
      {{- message.content or '' }}
      {%- for call in message.tool_calls or [] %}
        {{- '<tool_call>' + call.function | tojson + '</tool_call>' }}
      {%- endfor %}
      {{- '<|im_end|>' }}
    {%- endgeneration %}
    {{- '\\n' }}
  {%- else %}
    {{- message.content + '<|im_end|>\\n' }}
  {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"""


def user(text):
    return {"role": "user", "content": text}


def answer(text, **rest):
    return {"role": "assistant", "content": text, **rest}


def call(city, text="", **rest):
    function = {"name": "get_weather", "arguments": {"city": city}}
    calls = [{"id": "call00001", "type": "function", "function": function}]
    return answer(text, tool_calls=calls, **rest)


def result(text):
    return {"role": "tool", "tool_call_id": "call00001", "name": "get_weather", "content": text}


ASK = user("Weather in Paris?")
ASKED = [ASK, call("Paris"), result('{"t": 12.5}')]
CONVERSATIONS = {
    "one": [*ASKED, answer("It is 12.5 C.")],
    "system": [{"role": "system", "content": "Be brief."}, *ASKED, answer("12.5 C")],
    "rounds": [*ASKED, answer("12.5 C"), user("Seoul?"), call("서울"), result("3"), answer("3 C")],
    "beside": [ASK, call("Paris", "Let me look."), result("12"), answer("- é 👩‍👧\n\n서울")],
    "reasoning": [
        ASK,
        call("Paris", reasoning_content="I need\nthe weather."),
        result("12"),
        answer("It is 12.", reasoning_content="It says 12."),
    ],
}


def runs(tokenizer, ids, mask):
    parts, before = [], 0
    for token, flag in zip(ids, mask):
        if flag and not before:
            parts.append([])
        if flag:
            parts[-1].append(token)
        before = flag
    return [tokenizer.decode(part) for part in parts]


def main(templates, tokenizer_file, out):
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=tokenizer_file, bos_token="<s>", eos_token="</s>")
    sources = {name: (pathlib.Path(templates) / (name + ".jinja")).read_text()
               for name in ("LFM2.5-8B-A1B", "poolside-Laguna-XS-2.1")}
    expected = []
    for name, source in [("own", OWN), *sources.items()]:
        for conversation, messages in CONVERSATIONS.items():
            encoded = tokenizer.apply_chat_template(
                messages, tools=[TOOL], chat_template=source, tokenize=True, return_dict=True,
                return_assistant_tokens_mask=True)
            expected.append({"template": name, "conversation": conversation,
                             "runs": runs(tokenizer, encoded["input_ids"], encoded["assistant_masks"])})
    document = {"own": OWN, "tools": [TOOL], "conversations": CONVERSATIONS, "expected": expected}
    pathlib.Path(out).write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
