// SPDX-License-Identifier: Apache-2.0
// STARTTLS (RFC 6120 §5) and SASL (§6).
#include <spdlog/spdlog.h>

#include "actors/auth/base64.hpp"
#include "actors/session/session.hpp"
#include "xml/namespaces.hpp"

namespace troupe::session {

using xml::element;
using xml::parse_step;

namespace {

element sasl_tag(std::string_view name, std::string_view bytes) {
  element tag{name, xml::ns::sasl};
  if (!bytes.empty())
    tag.add_text(auth::encode_base64(bytes));
  return tag;
}

} // namespace

parse_step session::start_tls() {
  if (transport_->is_secure() || !setup_->can_start_tls) {
    // RFC 6120 §5.4.2.2: failure, and the stream ends.
    write(element{"failure", xml::ns::tls});
    end_stream(observe::stream_end::protocol);
    return parse_step::stop;
  }
  write(element{"proceed", xml::ns::tls});
  phase_ = phase::securing;
  header_sent_ = false;
  // What follows is TLS; what came with <starttls/> in clear is discarded, so
  // that nobody can put it in front of the secured stream.
  parser_.reset();
  transport_->start_tls();
  return parse_step::stop;
}

parse_step session::begin_sasl(const element& tag) {
  phase_ = phase::authenticating;
  mechanism_ = mechanism_of(tag.attr_or_empty("mechanism"));
  auto made
      = auth::sasl_exchange::make(tag.attr_or_empty("mechanism"), sasl_facts());
  if (!made)
    return reject_login(made.error());
  sasl_ = std::move(*made);
  spdlog::debug("session.login address={} mechanism={}",
                transport_->peer_address(), tag.attr_or_empty("mechanism"));
  auto text = tag.text();
  if (text.empty()) // no initial response: the challenge is empty, §6.4.2
    return follow(sasl_->step({}));
  auto bytes = auth::decode_sasl(text);
  if (!bytes)
    return reject_login(sasl_->fail(auth::sasl_condition::incorrect_encoding));
  if (bytes->empty()) // "=": an initial response without a byte
    return reject_login(sasl_->fail(auth::sasl_condition::malformed_request));
  return follow(sasl_->step(*bytes));
}

parse_step session::continue_sasl(const element& tag) {
  auto bytes = auth::decode_sasl(tag.text());
  if (!bytes)
    return reject_login(sasl_->fail(auth::sasl_condition::incorrect_encoding));
  return follow(sasl_->step(*bytes));
}

parse_step session::abort_sasl() {
  return reject_login(sasl_->fail(auth::sasl_condition::aborted));
}

parse_step session::follow(auth::sasl_outcome outcome) {
  if (auto need = std::get_if<auth::need_credentials>(&outcome))
    return fetch_credentials(*need);
  if (auto need = std::get_if<auth::need_password_check>(&outcome))
    return check_password(*need);
  if (auto success = std::get_if<auth::sasl_success>(&outcome))
    return succeed(*success);
  if (auto failure = std::get_if<auth::sasl_failure>(&outcome))
    return reject_login(*failure);
  auto& challenge = std::get<auth::sasl_challenge>(outcome);
  write(sasl_tag("challenge", challenge.bytes));
  return parse_step::proceed;
}

/// Who the peer says it is; no JID where the name cannot be one.
void session::claim(std::string_view username) {
  auto who = xml::jid::make(username, host_->name);
  claimed_ = who && !username.empty() ? *who : xml::jid{};
}

/// An outcome that came later, by message: the input waits for it.
void session::resume_sasl(auth::sasl_outcome outcome) {
  if (phase_ != phase::authenticating)
    return;
  if (follow(std::move(outcome)) != parse_step::hold)
    go_on();
}

parse_step session::fetch_credentials(const auth::need_credentials& need) {
  claim(need.username);
  actors::fetch_credentials question{claimed_, transport_->peer_address()};
  request(setup_->auth, caf::infinite, std::move(question))
      .then(
          [this](const actors::credentials_found& found) {
            if (phase_ != phase::authenticating)
              return;
            if (found.failed || found.locked)
              return resume_sasl(sasl_->fail(
                  auth::sasl_condition::temporary_auth_failure,
                  found.locked ? "too many failed logins; try again later"
                               : ""));
            std::optional<auth::credentials> account;
            if (found.document)
              if (auto read = auth::from_document(*found.document))
                account = std::move(*read);
            resume_sasl(sasl_->resume(account));
          },
          [this](const caf::error&) {
            if (phase_ == phase::authenticating)
              resume_sasl(
                  sasl_->fail(auth::sasl_condition::temporary_auth_failure));
          });
  return wait();
}

parse_step session::check_password(const auth::need_password_check& need) {
  claim(need.username);
  request(setup_->auth, caf::infinite,
          actors::check_password{claimed_, transport_->peer_address(),
                                 need.password})
      .then(
          [this](const actors::password_checked& checked) {
            if (phase_ != phase::authenticating)
              return;
            if (checked.failed)
              return resume_sasl(
                  sasl_->fail(auth::sasl_condition::temporary_auth_failure));
            resume_sasl(
                sasl_->resume_password(checked.right, checked.disabled));
          },
          [this](const caf::error&) {
            if (phase_ == phase::authenticating)
              resume_sasl(
                  sasl_->fail(auth::sasl_condition::temporary_auth_failure));
          });
  return wait();
}

/// The proof was right; the auth actor has the last word, since the account may
/// have been locked meanwhile.
parse_step session::succeed(const auth::sasl_success& success) {
  auto who = xml::jid::make(success.username, host_->name);
  if (!who) // cannot be: the exchange has enforced it
    return reject_login({auth::sasl_condition::not_authorized, {}});
  auto refuse = [this](std::string text) {
    if (phase_ == phase::authenticating)
      resume_sasl(auth::sasl_failure{
          auth::sasl_condition::temporary_auth_failure, std::move(text)});
  };
  request(setup_->auth, caf::infinite,
          actors::login_ended{*who, transport_->peer_address(), true})
      .then(
          [this, refuse, who = *who,
           bytes = success.bytes](const actors::login_noted& noted) {
            if (noted.refused)
              return refuse("too many failed logins; try again later");
            if (phase_ == phase::authenticating)
              admit(who, bytes);
          },
          [refuse](const caf::error&) { refuse({}); });
  return wait();
}

void session::admit(const xml::jid& account, std::string_view last_bytes) {
  account_ = account;
  claimed_ = xml::jid{};
  sasl_.reset();
  spdlog::info("session.authenticated account={} address={} secure={}",
               account_.str(), transport_->peer_address(),
               transport_->is_secure());
  observe::count_sasl(mechanism_, 0);
  write(sasl_tag("success", last_bytes));
  phase_ = phase::opening; // RFC 6120 §6.4.6: a new stream follows
  const auto& l = config_->limits;
  parser_.set_limits({l.stanza_bytes, l.stanza_depth, l.attributes});
  parser_.restart();
  go_on();
}

/// A wrong proof is told only when the auth actor says so: later each time.
parse_step session::reject_login(const auth::sasl_failure& failure) {
  sasl_.reset();
  if (failure.condition != auth::sasl_condition::not_authorized)
    return write_failure(failure);
  auto tell = [this, failure] {
    if (phase_ == phase::authenticating
        && write_failure(failure) != parse_step::stop)
      go_on();
  };
  request(setup_->auth, caf::infinite,
          actors::login_ended{claimed_, transport_->peer_address(), false})
      .then([tell](const actors::login_noted&) { tell(); },
            [tell](const caf::error&) { tell(); });
  return wait();
}

parse_step session::write_failure(const auth::sasl_failure& failure) {
  phase_ = phase::login; // RFC 6120 §6.4.4: the client may try again
  element tag{"failure", xml::ns::sasl};
  tag.add(element{auth::name_of(failure.condition), xml::ns::sasl});
  if (!failure.text.empty())
    tag.add(element{"text", xml::ns::sasl}.with_text(failure.text));
  write(tag);
  spdlog::info("session.login_failed account={} address={} condition={}",
               claimed_.str(), transport_->peer_address(),
               auth::name_of(failure.condition));
  observe::count_sasl(mechanism_,
                      1 + static_cast<std::size_t>(failure.condition));
  ++failed_logins_;
  auto limit = config_->limits.login_attempts;
  if (limit == 0 || failed_logins_ < limit)
    return parse_step::proceed;
  observe::count(observe::limit::login_attempts);
  fail(xml::stream_condition::policy_violation, "too many failed logins");
  return parse_step::stop;
}

} // namespace troupe::session
