/* Reductions over the whole workgroup, for subgroups of 4 threads and more. */
shared float reduce_part[THREADS / 4];

float group_sum(float x)
{
    float part = subgroupAdd(x);
    barrier();
    if (subgroupElect())
        reduce_part[gl_SubgroupID] = part;
    barrier();
    float sum = 0;
    for (uint i = 0; i < gl_NumSubgroups; i++)
        sum += reduce_part[i];
    return sum;
}

float group_max(float x)
{
    float part = subgroupMax(x);
    barrier();
    if (subgroupElect())
        reduce_part[gl_SubgroupID] = part;
    barrier();
    float largest = reduce_part[0];
    for (uint i = 1; i < gl_NumSubgroups; i++)
        largest = max(largest, reduce_part[i]);
    return largest;
}
