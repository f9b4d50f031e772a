// SPDX-License-Identifier: Apache-2.0
// Who is on the fake server.
const names = [
  "alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy", "mallory", "niaj",
  "olivia", "peggy", "rupert", "sybil", "trent", "victor", "walter", "yara", "zoe", "amir", "beatriz", "chen",
];
const domains = ["localhost", "example.org", "chat.example.net"];
const resources = ["phone", "laptop", "desk", "web"];

export const accounts = [];
for (let i = 0; i < 4200; ++i) {
  const name = names[i % names.length];
  const nth = Math.floor(i / (names.length * domains.length));
  const domain = domains[Math.floor(i / names.length) % domains.length];
  accounts.push({ jid: `${name}${nth || ""}@${domain}`, password: "secret", disabled: i % 97 === 13 });
}

export const sessions = accounts.filter((a) => !a.disabled).flatMap((a, i) =>
  resources.slice(0, i % 9 === 0 ? 2 : 1).map((resource, n) => ({
    jid: `${a.jid}/${resources[(i + n) % resources.length]}`, address: `192.0.2.${i % 250}:${40000 + (i % 20000)}`,
    secure: i % 50 !== 7, available: i % 7 !== 3, priority: i % 7 === 3 ? 0 : n,
    since: new Date(Date.now() - (i * 7919) % 86_400_000).toISOString(),
  })));

export const rooms = Array.from({ length: 1150 }, (_, i) =>
  `${["kitchen", "team", "release", "lounge", "ops", "garden", "music"][i % 7]}${Math.floor(i / 7) || ""}@rooms.${domains[i % 3]}`);
