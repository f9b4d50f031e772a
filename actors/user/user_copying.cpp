// SPDX-License-Identifier: Apache-2.0
// The sessions of an account as a rehearsal needs them: told by the actor that
// has them, and taken over by the one that plays it (rehearsal/).
#include <algorithm>

#include "actors/user/user.hpp"

namespace troupe::user {

actors::sessions_copied
user_state::on_copy_sessions(const actors::copy_sessions&) {
  if (now_in == phase::loading)
    return {};
  std::vector<session_copy> all;
  for (const auto& s : table.all()) {
    const auto* c = find_channel(s.id);
    if (c == nullptr)
      continue;
    session_copy copy;
    copy.record = s;
    copy.is_active = c->state.is_active();
    copy.is_managed = c->managed != nullptr;
    copy.is_resumable = c->managed && c->managed->is_resumable();
    copy.is_attached = bool{c->stream};
    copy.available = c->available;
    all.push_back(std::move(copy));
  }
  return {std::make_shared<const std::vector<session_copy>>(std::move(all))};
}

/// What the journal has restored is among them, or has ended since.
void user_state::on_adopt_sessions(const actors::adopt_sessions& m) {
  touch();
  wait_until_loaded([this, m] {
    if (!m.beside) {
      channels.clear();
      table = {};
    }
    for (const auto& each : *m.sessions)
      adopt(each);
  });
}

void user_state::adopt(const session_copy& s) {
  if (const auto* known = table.find(s.record.full.resource())) {
    find_channel(known->id)->stream = s.stream; // its client is back
    return;
  }
  auto record = s.record;
  if (record.id == 0)
    record.id = last_session + 1;
  last_session = std::max(last_session, record.id);
  channel c{record.id, s.stream, config->limits.session_credit, 0, s.available,
            nullptr,   {}};
  c.state.set_active(s.is_active);
  if (s.is_managed) {
    c.managed = std::make_unique<device>();
    if (s.is_resumable) // by whatever token: nobody resumes it
      c.managed->token = "copy " + std::to_string(record.id);
  }
  channels.push_back(std::move(c));
  table.add(std::move(record));
}

} // namespace troupe::user
