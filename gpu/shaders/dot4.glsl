/* Four signed products of bytes and their sum, which most devices have as one instruction.
 * The compiler of the shaders has no name for it. PLAIN_DOT spells it out, for languages that
 * have none either. */
#ifdef PLAIN_DOT
int dot4(uint a, uint b)
{
    int sum = 0;
    [[unroll]] for (int i = 0; i < 32; i += 8)
        sum += bitfieldExtract(int(a), i, 8) * bitfieldExtract(int(b), i, 8);
    return sum;
}
#else
#extension GL_EXT_spirv_intrinsics : require
/* OpSDotKHR, DotProductKHR, DotProductInput4x8BitPackedKHR; format 0: bytes in words. */
spirv_instruction(extensions = ["SPV_KHR_integer_dot_product"], capabilities = [6019, 6018], id = 4450)
int dot_of_bytes(uint a, uint b, spirv_literal uint format);

int dot4(uint a, uint b)
{
    return dot_of_bytes(a, b, 0);
}
#endif
