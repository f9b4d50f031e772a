// SPDX-License-Identifier: Apache-2.0

/** The address without its resource. */
export const bare = (jid: string): string => {
  const slash = jid.indexOf("/");
  return slash < 0 ? jid : jid.slice(0, slash);
};

export const resource = (jid: string): string => {
  const slash = jid.indexOf("/");
  return slash < 0 ? "" : jid.slice(slash + 1);
};

/** What stands after the @, or the whole where there is none. */
export const domain = (jid: string): string => {
  const only = bare(jid);
  return only.slice(only.indexOf("@") + 1);
};

/** Whether it can be an account's address. */
export const isAccount = (text: string): boolean => /^[^\s@/"&'<>]+@[^\s@/]+$/.test(text);

/** Whether `name` is `jid`, or a resource of it. */
export const isWithin = (name: string, jid: string): boolean =>
  name === jid || (!jid.includes("/") && name.startsWith(`${jid}/`));
