// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

#include "actors/part/data_form.hpp"
#include "actors/part/host_part.hpp"

/// The commands of administrators as ad-hoc commands: their nodes, and their
/// arguments as forms. Those that Service Administration (XEP-0133) defines
/// have its nodes and fields, all others their own.
namespace troupe::host {

namespace ns {
inline constexpr std::string_view service_administration
    = "http://jabber.org/protocol/admin";
/// Of the forms of all other commands; NAME in "urn:troupe:admin#NAME" is that
/// of the command, with '-' for a space.
inline constexpr std::string_view administration = "urn:troupe:admin";
} // namespace ns

/// A field of a command's form.
struct ad_hoc_field {
  part::form_field form;
  std::string argument; ///< what it gives to the command; empty: nothing
};

/// What is told of a command that has been carried out.
enum class ad_hoc_answer : std::uint8_t {
  forms,             ///< whatever the command has answered
  nothing,           ///< that it is done
  registered_number, ///< XEP-0133 §4.13
  registered_list,   ///< §4.18
  disabled_number,   ///< §4.14
  disabled_list,     ///< §4.19
  online_number,     ///< §4.15
  online_list,       ///< §4.20
};

struct ad_hoc_command {
  std::string node;
  std::string title;
  std::string_view kind; ///< FORM_TYPE
  std::string_view runs; ///< the name of the admin command
  std::vector<ad_hoc_field> fields;
  ad_hoc_answer answer = ad_hoc_answer::forms;
  part::admin_arguments fixed = {}; ///< given each time

  bool is_defined() const { return kind == ns::service_administration; }
};

/// All commands of the server, whoever may use them.
std::vector<ad_hoc_command> ad_hoc_commands(const part::host_context& context);

/// Who may use commands, and which. Administrators of all hosts may do
/// anything; those of this one what can be told to be about it, but for the
/// accounts that administer a host that they do not: with such an account they
/// would have that host, too.
class ad_hoc_rights {
public:
  ad_hoc_rights(const part::host_context& context, const xml::jid& who);

  bool may_use(const ad_hoc_command& command) const;
  /// Why the command may not be given these arguments; empty: it may. Fills in
  /// the host where only that one may be asked for.
  std::string_view why_not(part::admin_arguments& given,
                           const ad_hoc_command& command) const;

private:
  bool is_here(std::string_view address) const;
  bool administers_more(std::string_view account) const;

  const part::host_context& context_;
  std::string who_; ///< bare
  bool here_;
  bool everywhere_;
};

part::data_form form_of(const ad_hoc_command& command);

/// What a form that was filled in asks for: arguments for each time that the
/// command is to be run. The error is one for the requester.
boost::system::result<std::vector<part::admin_arguments>, xml::stanza_error>
read_form(const ad_hoc_command& command, const part::data_form& form);

} // namespace troupe::host
