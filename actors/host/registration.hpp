// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "actors/part/catalogue.hpp"

/// In-Band Registration, XEP-0077 2.4: before login as a pure function that
/// the session asks, after it as a part of the host.
namespace troupe::host {

namespace ns {
inline constexpr std::string_view registration = "jabber:iq:register";
}

/// The account that a registration asks for.
struct registration_request {
  xml::jid account;
  std::string password;
};

/// What a request before login leads to: the form to answer with, the account
/// to create, or the error to answer with.
using registration_step
    = std::variant<xml::element, registration_request, xml::stanza_error>;

/// Reads a registration IQ of a stream that is not authenticated (XEP-0077
/// §3.1). How often it may be asked is the session's to limit; whether the
/// account exists already, or is an administrator's to be, is told by the one
/// who creates it (`conflict`, `not-allowed`).
/// @pre `iq` is a get or set
registration_step
handle_registration(const xml::stanza& iq, std::string_view domain,
                    const config::registration_section& rules);

/// `<register/>` of the stream features, XEP-0077 §7, where it is enabled.
xml::element registration_feature();

/// The part for users who are logged in: their registration, a change of
/// password, and its cancellation. These are open to them also where creating
/// accounts is not.
class registration : public part::host_part {
public:
  static part::card about();
  static void declare(part::host_declaration<registration>& d);
  explicit registration(part::host_context& context) : context_(context) {}

  void get(const part::iq_request& request);
  void set(const part::iq_request& request);

private:
  bool is_registered(const xml::jid& who) const;
  void cancel(const part::iq_request& request);
  void change_password(const part::iq_request& request);
  void answer(const xml::stanza& iq, std::optional<xml::stanza_error> error);

  part::host_context& context_;
};

} // namespace troupe::host
