// SPDX-License-Identifier: Apache-2.0
#include "actors/user/subscription.hpp"

namespace troupe::user {

using xml::presence_type;

namespace {

/// RFC 6121 §A.2.1: always routed, so that a lost request can be repeated.
transition ask(subscription s) {
  s.pending_out = !s.to;
  return {s, true, {}};
}

/// RFC 6121 §A.2.2.
transition leave(subscription s) {
  s.to = s.pending_out = false;
  return {s, true, {}};
}

/// RFC 6121 §A.2.3: without a request it is a pre-approval, and stays here.
transition grant(subscription s) {
  if (s.pending_in) {
    s.pending_in = false;
    s.from = true;
    return {s, true, {}};
  }
  s.approved = s.approved || !s.from;
  return {s, false, {}};
}

/// RFC 6121 §A.2.4 and §3.2.2.
transition deny(subscription s) {
  auto had = s.from || s.pending_in;
  s.from = s.pending_in = s.approved = false;
  return {s, had, {}};
}

/// RFC 6121 §A.3.1. A pre-approval is used up by the request that it grants.
transition asked(subscription s) {
  if (s.from)
    return {s, false, presence_type::subscribed};
  if (s.approved) {
    s.approved = s.pending_in = false;
    s.from = true;
    return {s, false, presence_type::subscribed};
  }
  auto is_new = !s.pending_in;
  s.pending_in = true;
  return {s, is_new, {}};
}

/// RFC 6121 §A.3.2.
transition left(subscription s) {
  if (!s.from && !s.pending_in)
    return {s, false, {}};
  s.from = s.pending_in = false;
  return {s, true, presence_type::unsubscribed};
}

/// RFC 6121 §A.3.3.
transition granted(subscription s) {
  if (!s.pending_out)
    return {s, false, {}};
  s.pending_out = false;
  s.to = true;
  return {s, true, {}};
}

/// RFC 6121 §A.3.4.
transition denied(subscription s) {
  auto had = s.to || s.pending_out;
  s.to = s.pending_out = false;
  return {s, had, {}};
}

} // namespace

std::string_view name_of(const subscription& s) {
  if (s.to)
    return s.from ? "both" : "to";
  return s.from ? "from" : "none";
}

bool is_subscription(presence_type type) {
  return type == presence_type::subscribe || type == presence_type::subscribed
         || type == presence_type::unsubscribe
         || type == presence_type::unsubscribed;
}

transition outbound(presence_type type, const subscription& now) {
  switch (type) {
  case presence_type::subscribe:
    return ask(now);
  case presence_type::unsubscribe:
    return leave(now);
  case presence_type::subscribed:
    return grant(now);
  case presence_type::unsubscribed:
    return deny(now);
  default:
    return {now, false, {}};
  }
}

transition inbound(presence_type type, const subscription& now) {
  switch (type) {
  case presence_type::subscribe:
    return asked(now);
  case presence_type::unsubscribe:
    return left(now);
  case presence_type::subscribed:
    return granted(now);
  case presence_type::unsubscribed:
    return denied(now);
  default:
    return {now, false, {}};
  }
}

bool looks_different(const subscription& a, const subscription& b) {
  return a.to != b.to || a.from != b.from || a.pending_out != b.pending_out
         || a.approved != b.approved;
}

} // namespace troupe::user
