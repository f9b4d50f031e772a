// SPDX-License-Identifier: Apache-2.0
// IQs before a resource is bound: registration (XEP-0077), binding (RFC 6120
// §7), and the errors for all others.
#include <spdlog/spdlog.h>

#include "actors/base/trace.hpp"
#include "actors/host/registration.hpp"
#include "actors/observe/events.hpp"
#include "actors/session/session.hpp"
#include "xml/namespaces.hpp"

namespace troupe::session {

using xml::condition;
using xml::parse_step;
using xml::stanza_error;

namespace {

bool is_request(const xml::stanza& iq) {
  return iq.as_iq() == xml::iq_type::get || iq.as_iq() == xml::iq_type::set;
}

/// With a trace, by which its refusal is found.
boost::system::result<xml::stanza, stanza_error>
read_early(const xml::element& tag) {
  auto read = xml::stanza::read(tag);
  if (read)
    *read = std::move(*read).with_trace(base::trace::next_id());
  return read;
}

} // namespace

/// An answer of this stream's own. With stream management the user actor
/// numbers it like all that goes to the stream.
void session::answer(xml::stanza x) {
  if (counters_.enabled) {
    send(user_, actors::answered_by_session{id_, std::move(x)});
    return;
  }
  auto& text = scratch();
  std::move(x).with_to({}).write(text);
  write(text);
}

/// An answer on this stream, whatever the addresses of the request are.
void session::answer(const xml::stanza& request, const stanza_error& error) {
  const auto why = xml::name_of(error.what);
  if (!xml::may_be_answered(request))
    return observe::decided(full_, request, {part::outcome::dropped, why});
  observe::decided(full_, request, {part::outcome::refused, why});
  answer(xml::error_of(request, error));
}

parse_step session::take_early_iq(xml::element tag) {
  auto limit = config_->limits.iqs_before_login;
  if (limit != 0 && ++early_iqs_ > limit) {
    observe::count(observe::limit::iqs_before_login);
    fail(xml::stream_condition::policy_violation,
         "too many requests before login");
    return parse_step::stop;
  }
  auto iq = read_early(tag);
  if (!iq) {
    bounce_malformed(std::move(tag), iq.error());
    return parse_step::proceed;
  }
  if (!is_request(*iq))
    return parse_step::proceed;
  auto is_registration = iq->child("query", host::ns::registration) != nullptr
                         && config_->registration.enabled;
  if (!is_registration) {
    answer(*iq, stanza_error::make(condition::not_authorized));
    return parse_step::proceed;
  }
  return register_account(*iq);
}

parse_step session::register_account(const xml::stanza& iq) {
  if (config_->c2s.require_encryption && !transport_->is_secure()) {
    answer(iq, stanza_error::make(condition::not_acceptable,
                                  "encrypt the stream first"));
    return parse_step::proceed;
  }
  auto next = host::handle_registration(iq, host_->name, config_->registration);
  if (auto error = std::get_if<stanza_error>(&next)) {
    answer(iq, *error);
    return parse_step::proceed;
  }
  if (auto form = std::get_if<xml::element>(&next)) {
    answer(xml::result_of(iq, std::move(*form)));
    return parse_step::proceed;
  }
  auto& wanted = std::get<host::registration_request>(next);
  actors::change_account change{wanted.account, actors::account_change::create,
                                wanted.password, transport_->peer_address()};
  auto finish = [this, iq](const std::optional<stanza_error>& error) {
    if (error)
      answer(iq, *error);
    else
      answer(xml::result_of(iq));
    go_on();
  };
  request(setup_->auth, caf::infinite, std::move(change))
      .then([finish](const actors::account_changed& c) { finish(c.error); },
            [finish](const caf::error&) {
              finish(stanza_error::make(condition::internal_server_error));
            });
  return wait();
}

parse_step session::bind(xml::element tag) {
  auto iq = read_early(tag);
  if (!iq) {
    bounce_malformed(std::move(tag), iq.error());
    return parse_step::proceed;
  }
  // RFC 6120 §7.1: before binding only the server and the own account are
  // spoken to.
  const auto& to = iq->to();
  auto is_near = to.empty() || to == account_
                 || (to.is_domain() && to.domain() == account_.domain());
  if (!is_near || !is_request(*iq)) {
    fail(xml::stream_condition::not_authorized, "bind a resource first");
    return parse_step::stop;
  }
  auto wish = iq->child("bind", xml::ns::bind);
  if (wish == nullptr || iq->as_iq() != xml::iq_type::set) {
    answer(*iq,
           stanza_error::make(condition::not_allowed, "bind a resource first"));
    return parse_step::proceed;
  }
  window_ = config_->limits.session_credit;
  auto name = wish->child("resource", xml::ns::bind);
  actors::open_session question{account_,
                                name ? name->text() : "",
                                actors::session_actor{this},
                                transport_->peer_address(),
                                transport_->is_secure(),
                                window_};
  request(setup_->registry, caf::infinite, std::move(question))
      .then([this, iq = *iq](
                const actors::session_opened& opened) { bound(iq, opened); },
            [this](const caf::error&) {
              fail(xml::stream_condition::internal_server_error);
            });
  return wait();
}

void session::bound(const xml::stanza& asked,
                    const actors::session_opened& opened) {
  if (phase_ == phase::closing) { // gone in the meantime
    if (!opened.error)
      this->request(opened.user, caf::infinite,
                    actors::session_closed{opened.id, {}})
          .then([](const actors::released&) {}, [](const caf::error&) {});
    return;
  }
  if (opened.error) {
    answer(asked, *opened.error);
    return go_on();
  }
  settle_bound(opened.id, opened.full, opened.user);
  observe::count(observe::counter::sessions_bound);
  spdlog::info("session.bound account={} address={}", account_.str(),
               transport_->peer_address());
  auto payload = xml::element{"bind", xml::ns::bind}.with(
      xml::element{"jid", xml::ns::bind}.with_text(full_.str()));
  answer(xml::result_of(asked, std::move(payload)));
  go_on();
}

/// From now on the stream speaks for a resource.
void session::settle_bound(std::uint64_t id, const xml::jid& full,
                           const actors::user_actor& user) {
  id_ = id;
  full_ = full;
  user_ = user;
  monitor(user_);
  credit_ = window_;
  phase_ = phase::active;
  setup_.reset(); // nothing is negotiated any more
  start_timer(timer::idle, config_->limits.idle_timeout);
}

} // namespace troupe::session
