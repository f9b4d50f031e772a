// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

#include "xml/element.hpp"
#include "xml/errors.hpp"
#include "xml/jid.hpp"

/// Data Forms, XEP-0004 2.13.2, named as XEP-0068 has it.
namespace troupe::part {

namespace ns {
inline constexpr std::string_view data_forms = "jabber:x:data";
inline constexpr std::string_view form_validation
    = "http://jabber.org/protocol/xdata-validate";
} // namespace ns

/// What a form is for, §3.1.
enum class form_type : std::uint8_t { form, submit, cancel, result };

/// What a field holds, §3.3.
enum class field_type : std::uint8_t {
  boolean,
  fixed,
  hidden,
  jid_multi,
  jid_single,
  list_multi,
  list_single,
  text_multi,
  text_private,
  text_single,
};

std::string_view name_of(form_type);
std::string_view name_of(field_type);
std::optional<form_type> form_type_from(std::string_view name);
std::optional<field_type> field_type_from(std::string_view name);

struct form_option {
  std::string label;
  std::string value;

  bool operator==(const form_option&) const = default;
};

/// A field, §3.2. One that was sent need not have a type.
struct form_field {
  std::string var;
  std::optional<field_type> type;
  std::string label;
  std::vector<std::string> values;
  std::vector<form_option> options;
  std::string description;
  bool required = false;
  std::optional<xml::element> validate; ///< XEP-0122; written, not read

  /// The first value; empty where there is none.
  std::string_view value() const;
  /// The lines of a text-multi as one text.
  std::string lines() const;

  bool operator==(const form_field&) const = default;
};

/// `1` or `true`, `0` or `false`; nothing for any other text.
std::optional<bool> read_boolean(std::string_view text);
/// As most clients want to read it: `1` or `0`.
std::string_view write_boolean(bool x);

/// The values of a jid-single or jid-multi, each once; empty ones do not count.
/// The error is `not-acceptable` for what is no JID (§4).
boost::system::result<std::vector<xml::jid>, xml::stanza_error>
read_jids(const form_field& field);

/// XEP-0122 §3.2.3: an integer of at least `least`, and of at most `most`.
xml::element integer_range(std::int64_t least,
                           std::optional<std::int64_t> most = {});

/// A form with its fields in order, without the tables of §3.4.
struct data_form {
  form_type type = form_type::form;
  std::string title;
  std::string instructions; ///< one `<instructions/>` for each line
  std::vector<form_field> fields;

  data_form() = default;
  explicit data_form(form_type x) : type(x) {}
  /// One whose first field is FORM_TYPE.
  data_form(form_type x, std::string_view kind);

  data_form& add(form_field field);
  /// The first field of that name, or null.
  const form_field* find(std::string_view var) const;
  /// The FORM_TYPE; empty where none counts (XEP-0068 §4.3, §5).
  std::string_view kind() const;

  bool operator==(const data_form&) const = default;
};

/// Reads an `<x/>`; no type is taken for `submit`, and a field without a name
/// is left out unless it is `fixed`. The error is `bad-request` for an unknown
/// type of form.
/// @pre x.is("x", ns::data_forms)
boost::system::result<data_form, xml::stanza_error>
read_data_form(const xml::element& x);

xml::element to_element(const data_form& form);

} // namespace troupe::part
