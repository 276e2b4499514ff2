#pragma once

#include <jansson.h>

struct strbuf;

/* A tool as Qwen3-Coder lists it: its function object (with or without "type" and "function"
 * around it) in elements, from "\n<function>" to "\n</function>":
 *   <function> <name> <description>
 *     <parameters> <parameter> <name> <type> <description> ... </parameter> ... </parameters>
 *   </function>
 * Each element begins a line; keys that have no element of their own become elements of
 * their own name. Contents are not escaped, that is how the model knows them. */
void tool_xml_add(struct strbuf *out, const json_t *tool);
