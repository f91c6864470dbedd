type Fields = Readonly<Record<string, unknown>>;

const hasFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** Whether two plain values say the same, in whatever order their fields are told; an absent field is an unset one. */
export const saysTheSame = (one: unknown, other: unknown): boolean => {
  if (!hasFields(one) || !hasFields(other)) return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  return Object.keys({ ...one, ...other }).every(name => saysTheSame(one[name], other[name]));
};
