// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "actors/base/trace.hpp"
#include "actors/user/presence.hpp"

namespace troupe::user {

using part::verdict;
using xml::condition;
using xml::presence_type;
using xml::stanza_error;
using xml::stanza_kind;

/// What one subscription stanza did, from its edit to what follows from it.
struct presence::step {
  subscription was;
  transition what;
  std::optional<contact> pushed;

  bool grants() const { return what.next.from && !was.from; }
  bool cancels() const { return was.from && !what.next.from; }
  bool is_request() const { return what.next.pending_in && !was.pending_in; }
};

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
  auto routed = x.with_from(context_.self())
                    .with_to(x.to().bare()); // RFC 6121 §3.1.2 rule 1
  auto done = std::make_shared<step>();
  contacts().change(
      [this, routed, done](contact_list& list) {
        return edit_out(list, routed, *done);
      },
      [this, x, routed, done](const roster::error& failed) {
        if (failed)
          refuse(x, *failed);
        else
          sent(routed, *done);
      });
  return verdict::done;
}

roster::error presence::edit_out(contact_list& list, const xml::stanza& x,
                                 step& done) {
  done.was = list.state_of(x.to());
  done.what = outbound(x.as_presence(), done.was);
  auto is_new
      = !list.contains(x.to()) && looks_different(done.was, done.what.next);
  if (is_new && contacts().is_full())
    return stanza_error::make(condition::policy_violation,
                              "the roster is full");
  done.pushed = list.set_state(x.to(), done.what.next);
  return {};
}

void presence::sent(const xml::stanza& x, const step& done) {
  if (done.cancels()) // RFC 6121 §3.2.2: while it is still subscribed
    hide_from(x.to());
  if (done.what.forward)
    context_.route(x);
  else
    drop(x, "nothing for the contact to know");
  if (done.pushed)
    contacts().push(*done.pushed);
  if (done.grants()) // RFC 6121 §3.1.5: after approval and push
    show_to(x.to());
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
  auto own = x.with_from(sender).with_to(context_.self());
  auto done = std::make_shared<step>();
  contacts().change(
      [this, own, done](contact_list& list) {
        return edit_in(list, own, *done);
      },
      [this, own, done](const roster::error& failed) {
        if (failed)
          refuse(own, *failed);
        else
          received(own, *done);
      });
}

roster::error presence::edit_in(contact_list& list, const xml::stanza& x,
                                step& done) {
  done.was = list.state_of(x.from());
  done.what = inbound(x.as_presence(), done.was);
  if (done.is_request()) {
    auto limit = context_.configuration().limits.pending_subscriptions;
    if (limit != 0 && list.requests().size() >= limit)
      return stanza_error::make(condition::resource_constraint,
                                "too many requests wait for an answer");
    list.keep_request(x.from(), base::trace::to_remember(x));
  }
  done.pushed = list.set_state(x.from(), done.what.next);
  return {};
}

void presence::received(const xml::stanza& x, const step& done) {
  deliver(x, done);
  if (done.pushed) // RFC 6121 §3.1.6, §3.2.3, §3.3.3: after the delivery
    contacts().push(*done.pushed);
  if (done.cancels()) // §3.3.3 rule 3: after the push
    hide_from(x.from());
  if (!done.what.reply)
    return;
  send_subscription(*done.what.reply, x.from(), x.id());
  // An approval on the account's behalf is one (§3.1.3 rule 2, §3.1.5).
  if (*done.what.reply == presence_type::subscribed)
    show_to(x.from());
}

// A request goes to available resources (RFC 6121 §3.1.3), what becomes of a
// subscription to interested ones (§3.1.6, §3.2.3, §3.3.3).
void presence::deliver(const xml::stanza& x, const step& done) {
  if (!done.what.forward) {
    drop(x, done.what.reply ? "answered on the account's behalf"
                            : "it changes nothing");
    return;
  }
  bool is_given = false;
  for (const auto& s : context_.sessions().all())
    if (done.is_request() ? s.available : s.interested) {
      is_given = true;
      give(s, x,
           done.is_request() ? "all available resources"
                             : "all resources that have the roster");
    }
  if (is_given)
    return;
  if (done.is_request())
    context_.note(x, {part::outcome::stored, "until a resource is available"});
  else
    drop(x, "no resource has the roster");
}

// RFC 6121 §3.1.3 rule 4: whenever a resource becomes available, until there
// is an answer.
void presence::deliver_requests(std::uint64_t session) {
  auto* s = context_.sessions().find(session);
  for (const auto& [key, request] : contacts().contacts().requests())
    if (s && !is_hidden_(request.from()))
      give(*s, base::trace::said_again(request),
           "a request that has no answer yet");
}

} // namespace troupe::user
