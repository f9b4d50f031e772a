// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "actors/user/presence.hpp"

namespace troupe::user {

using part::verdict;
using xml::condition;
using xml::presence_type;
using xml::stanza_error;
using xml::stanza_kind;

namespace {

/// What one subscription stanza did, from its edit to what follows from it.
struct step {
  subscription was;
  transition what;
  std::optional<contact> pushed;
};

void push(roster& to, const step& s) {
  if (s.pushed)
    to.push(*s.pushed);
}

} // namespace

void presence::send_subscription(presence_type type, const xml::jid& contact,
                                 std::string_view id) {
  // RFC 6121 §3: always from the bare JID.
  context_.route(xml::stanza{stanza_kind::presence, xml::name_of(type), id}
                     .with_from(context_.self())
                     .with_to(contact));
}

verdict presence::subscription_out(const part::passage& p) {
  const auto& x = p.stanza;
  if (x.to().empty())
    return refuse(x, stanza_error::make(condition::bad_request,
                                        "a subscription is to somebody"));
  if (x.to().bare_view() == context_.self().bare_view())
    return refuse(x, stanza_error::make(condition::not_allowed,
                                        "an account is no contact of its own"));
  auto done = std::make_shared<step>();
  auto contact_jid = x.to().bare(); // RFC 6121 §3.1.2 rule 1
  contacts().change(
      [this, contact_jid, done,
       type = x.as_presence()](contact_list& list) -> roster::error {
        done->was = list.state_of(contact_jid);
        done->what = outbound(type, done->was);
        auto is_new = !list.find(contact_jid)
                      && looks_different(done->was, done->what.next);
        if (is_new && contacts().is_full())
          return stanza_error::make(condition::policy_violation,
                                    "the roster is full");
        if (const auto* c = list.set_state(contact_jid, done->what.next))
          done->pushed = *c;
        return {};
      },
      [this, x, contact_jid, done](const roster::error& failed) {
        if (failed) {
          refuse(x, *failed);
          return;
        }
        sent(x.with_from(context_.self()).with_to(contact_jid), done->was,
             done->what);
        push(contacts(), *done);
        // RFC 6121 §3.1.5: after the approval and the push.
        if (done->what.next.from && !done->was.from)
          show_to(contact_jid);
      });
  return verdict::done;
}

void presence::sent(const xml::stanza& x, const subscription& was,
                    const transition& what) {
  // RFC 6121 §3.2.2: while the contact is still subscribed.
  if (was.from && !what.next.from)
    hide_from(x.to());
  if (what.forward)
    context_.route(x);
  else
    drop(x, "nothing for the contact to know");
}

void presence::subscription_in(const xml::stanza& x) {
  auto type = x.as_presence();
  auto sender = x.from().bare();
  if (sender.empty() || sender == context_.self()) {
    drop(x, "an account is no contact of its own");
    return;
  }
  // RFC 6121 §8.5.3.2.2; a request is for the account in any case (§3.1.3).
  if (type != presence_type::subscribe && !x.to().is_bare()
      && !context_.sessions().find(x.to().resource())) {
    drop(x, "no such resource");
    return;
  }
  auto request = x.with_to(context_.self());
  auto done = std::make_shared<step>();
  contacts().change(
      [this, request, sender, type, done](contact_list& list) -> roster::error {
        done->was = list.state_of(sender);
        done->what = inbound(type, done->was);
        if (done->what.next.pending_in && !done->was.pending_in) {
          auto limit = context_.configuration().limits.pending_subscriptions;
          if (limit != 0 && list.requests().size() >= limit)
            return stanza_error::make(condition::resource_constraint,
                                      "too many requests wait for an answer");
          list.keep_request(sender, request);
        }
        if (const auto* c = list.set_state(sender, done->what.next))
          done->pushed = *c;
        return {};
      },
      [this, request, sender, done](const roster::error& failed) {
        if (failed) {
          refuse(request, *failed);
          return;
        }
        received(request, done->was, done->what);
        push(contacts(), *done);
        // RFC 6121 §3.3.3 rule 3, after the push.
        if (done->was.from && !done->what.next.from)
          hide_from(sender);
        if (done->what.reply)
          send_subscription(*done->what.reply, sender, request.id());
        // An approval on the account's behalf is one (§3.1.3 rule 2, §3.1.5).
        if (done->what.reply == presence_type::subscribed)
          show_to(sender);
      });
}

void presence::received(const xml::stanza& x, const subscription& was,
                        const transition& what) {
  if (!what.forward) {
    drop(x, what.reply ? "answered on the account's behalf"
                       : "it changes nothing");
    return;
  }
  // A request goes to available resources (RFC 6121 §3.1.3), what becomes of a
  // subscription to interested ones (§3.1.6, §3.2.3, §3.3.3).
  auto asks = what.next.pending_in && !was.pending_in;
  for (const auto& s : context_.sessions().all())
    if (asks ? s.available : s.interested)
      context_.send(s, x);
}

// RFC 6121 §3.1.3 rule 4: whenever a resource becomes available, until there
// is an answer.
void presence::deliver_requests(std::uint64_t session) {
  auto* s = context_.sessions().find(session);
  for (const auto& [key, request] : contacts().contacts().requests())
    if (s)
      context_.send(*s, request);
}

} // namespace troupe::user
