// SPDX-License-Identifier: Apache-2.0
// How a client of a play gets from a connection to a bound session.
#include "actors/auth/base64.hpp"
#include "tests/support/play_client.hpp"
#include "tests/support/scram_login.hpp"
#include "xml/namespaces.hpp"
#include "xml/writer.hpp"

namespace troupe::support {

using xml::element;

namespace {

element sasl(std::string_view name, std::string_view bytes) {
  return element{name, xml::ns::sasl}.with_text(auth::encode_base64(bytes));
}

std::string plain_response(std::string_view user, std::string_view password) {
  std::string message(1, '\0');
  return message.append(user).append(1, '\0').append(password);
}

} // namespace

std::string play_client::start_tls() {
  if (auto fault = send(xml::to_string(element{"starttls", xml::ns::tls}));
      !fault.empty())
    return fault;
  auto got = next();
  if (!got || !got->is("proceed", xml::ns::tls))
    return unexpected("<proceed/>", got);
  return wire_->secure(std::string{jid_.domain()});
}

/// Runs an exchange up to <success/> or <failure/>.
std::string play_client::exchange(std::string_view mechanism,
                                  std::string_view password,
                                  std::optional<element>& end) {
  if (!wire_)
    return "not connected";
  scram_login scram{mechanism, jid_.local(), password, wire_->exporter()};
  auto is_plain = mechanism == "PLAIN";
  auto auth = sasl("auth", is_plain ? plain_response(jid_.local(), password)
                                    : scram.first());
  auth.set("mechanism", mechanism);
  send(xml::to_string(auth));
  end = next();
  if (end && end->is("challenge", xml::ns::sasl)) {
    auto challenge = auth::decode_base64(end->text());
    send(xml::to_string(sasl("response", scram.final(challenge.value_or("")))));
    end = next();
  }
  auto is_success = end && end->is("success", xml::ns::sasl);
  if (is_success && !is_plain
      && !scram.verify(auth::decode_base64(end->text()).value_or("")))
    return "the server has not proved that it knows the password";
  return {};
}

std::string play_client::log_in(std::string_view mechanism,
                                std::string_view password) {
  std::optional<element> end;
  if (auto fault = exchange(mechanism, password, end); !fault.empty())
    return fault;
  return end && end->is("success", xml::ns::sasl)
             ? ""
             : unexpected("<success/>", end);
}

std::string play_client::fail_to_log_in(std::string_view mechanism,
                                        std::string_view password,
                                        std::string_view condition) {
  std::optional<element> end;
  if (auto fault = exchange(mechanism, password, end); !fault.empty())
    return fault;
  return end && end->is("failure", xml::ns::sasl)
                 && end->child(condition, xml::ns::sasl)
             ? ""
             : unexpected("failure " + std::string{condition}, end);
}

std::string play_client::bind() {
  element wish{"bind", xml::ns::bind};
  if (!jid_.resource().empty())
    wish.add(element{"resource", xml::ns::bind}.with_text(jid_.resource()));
  send(xml::to_string(element{"iq", xml::ns::client}
                          .with("type", "set")
                          .with("id", "bind")
                          .with(std::move(wish)),
                      xml::ns::client));
  auto got = next();
  auto* result = got && got->attr("type") == "result"
                     ? got->child("bind", xml::ns::bind)
                     : nullptr;
  auto* name = result ? result->child("jid", xml::ns::bind) : nullptr;
  auto full = xml::jid::parse(name ? name->text() : "");
  if (!full)
    return unexpected("a bound resource", got);
  jid_ = *full;
  bound_ = true;
  return {};
}

std::string play_client::connect(play_server& server, bool direct_tls) {
  std::string fault;
  if (!wire_ || ended_)
    fault = dial(server, direct_tls);
  if (fault.empty())
    fault = open_stream();
  if (fault.empty() && !wire_->is_secure()) {
    fault = start_tls();
    if (fault.empty())
      fault = open_stream();
  }
  if (fault.empty())
    fault = log_in("SCRAM-SHA-256", password_);
  if (fault.empty())
    fault = open_stream();
  return fault.empty() ? bind() : fault;
}

std::string play_client::become_available() {
  if (auto fault = send("<presence/>"); !fault.empty())
    return fault;
  auto is_own = [&](const element& x) {
    return x.is("presence", xml::ns::client) && x.attr("from") == jid_.str()
           && !x.attr("type");
  };
  for (std::size_t seen = 0;;) {
    for (; seen < inbox_.size(); ++seen)
      if (is_own(inbox_[seen])) {
        inbox_.erase(inbox_.begin() + static_cast<std::ptrdiff_t>(seen));
        return {};
      }
    if (closed_ || !read_more())
      return "the own presence has not come back: " + why_nothing();
  }
}

} // namespace troupe::support
