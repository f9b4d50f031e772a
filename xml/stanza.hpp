// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/system/result.hpp>

#include "xml/element.hpp"
#include "xml/errors.hpp"
#include "xml/jid.hpp"

namespace troupe::xml {

enum class stanza_kind : std::uint8_t { message, presence, iq };

/// The `type` attribute of each kind as a value. An unknown message type is
/// `normal` (RFC 6121 §5.2.2); an unknown presence or IQ type is `invalid`.
enum class message_type : std::uint8_t {
  normal,
  chat,
  groupchat,
  headline,
  error
};
enum class presence_type : std::uint8_t {
  available,
  unavailable,
  subscribe,
  subscribed,
  unsubscribe,
  unsubscribed,
  probe,
  error,
  invalid
};
enum class iq_type : std::uint8_t { get, set, result, error, invalid };

std::string_view name_of(stanza_kind);
std::string_view name_of(message_type);
std::string_view name_of(presence_type); // "" for available
std::string_view name_of(iq_type);

/// The content of a stanza: its child nodes, shared by every copy that differs
/// only in its start tag, and written as XML once.
class stanza_body;
void intrusive_ptr_add_ref(const stanza_body* x) noexcept;
void intrusive_ptr_release(const stanza_body* x) noexcept;

/// A message, presence or IQ: an immutable value that shares its content.
/// Copying it is one reference count. `with_…` give a changed copy; those that
/// touch only the start tag share the body.
class stanza {
public:
  /// No stanza at all; only to be assigned to.
  stanza() = default;
  explicit stanza(stanza_kind kind, std::string_view type = {},
                  std::string_view id = {});

  /// Reads a top-level element of `jabber:client`. The error is what RFC 6120
  /// §8.1 and §8.3 have the sender told: `jid-malformed` for a bad `to` or
  /// `from`.
  /// After an error `tag` is untouched, so that it can be answered.
  /// @pre `tag` is named message, presence or iq.
  static boost::system::result<stanza, stanza_error> read(element&& tag);
  static boost::system::result<stanza, stanza_error> read(const element& tag);

  explicit operator bool() const { return header_ != nullptr; }

  stanza_kind kind() const;
  bool is_message() const { return kind() == stanza_kind::message; }
  bool is_presence() const { return kind() == stanza_kind::presence; }
  bool is_iq() const { return kind() == stanza_kind::iq; }
  /// The type attribute as sent; empty where absent.
  std::string_view type() const;
  /// @pre the stanza is of that kind
  message_type as_message() const;
  presence_type as_presence() const;
  iq_type as_iq() const;
  bool is_error() const { return type() == "error"; }

  std::string_view id() const;
  std::string_view lang() const;
  /// Empty JID where absent.
  const jid& from() const;
  const jid& to() const;
  /// Names the way of this stanza from ingress on; 0: none yet.
  std::uint64_t trace() const;
  /// Whether somebody watches its way: set at ingress, and kept by all that is
  /// made of it.
  bool is_followed() const;
  /// When it came in, in milliseconds of a coarse clock; 0: unknown.
  std::uint32_t arrived() const;

  std::span<const node> nodes() const;
  const element* child(std::string_view name, std::string_view ns) const;
  /// The first child of any name: an IQ's payload. Null where there is none.
  const element* first_child() const;
  /// The content as XML within `jabber:client`, made once and kept for those
  /// who ask again.
  const std::string& content() const;

  // On an rvalue that shares its start tag with nobody these change in place.
  stanza with_from(jid from) const&;
  stanza with_from(jid from) &&;
  stanza with_to(jid to) const&;
  stanza with_to(jid to) &&;
  stanza with_type(std::string_view type) const&;
  stanza with_type(std::string_view type) &&;
  stanza with_id(std::string_view id) const&;
  stanza with_id(std::string_view id) &&;
  stanza with_lang(std::string_view lang) const&;
  stanza with_lang(std::string_view lang) &&;
  stanza with_trace(std::uint64_t trace) const&;
  stanza with_trace(std::uint64_t trace) &&;
  /// With trace, mark and time of arrival of what it is made of.
  stanza with_trace_of(const stanza& origin) const&;
  stanza with_trace_of(const stanza& origin) &&;
  /// With the marks of ingress.
  stanza with_arrival(std::uint32_t arrived, bool is_followed) &&;
  /// With one more child, or without those that match: a new body.
  stanza with(element child) const;
  stanza without(std::string_view name, std::string_view ns) const;

  /// Appends the stanza as XML within a stream of `jabber:client`.
  void write(std::string& out) const;
  /// The whole as an element of `jabber:client`.
  element to_element() const;

private:
  struct header;

  // The reference counts are atomic.
  friend void intrusive_ptr_add_ref(const header* x) noexcept;
  friend void intrusive_ptr_release(const header* x) noexcept;
  friend bool operator==(const stanza& a, const stanza& b);

  /// The start tag, for a change: a copy unless it is this stanza's alone.
  header& own();
  stanza with_nodes(std::vector<node> nodes) const;

  boost::intrusive_ptr<const header> header_;
  boost::intrusive_ptr<const stanza_body> body_; // null where empty
};

std::string to_string(const stanza& x);
std::ostream& operator<<(std::ostream& out, const stanza& x);
bool operator==(const stanza& a, const stanza& b); // by content, not trace

/// The answer to an IQ request (or, for errors, to any stanza): addresses
/// swapped, id and trace kept, RFC 6120 §8.2.3 and §8.3.1.
stanza result_of(const stanza& request);
stanza result_of(const stanza& request, element payload);
/// RFC 6120 §8.3.1: an error or a result is never answered with an error.
bool may_be_answered(const stanza& x);
/// An error answer. The original content is not repeated.
/// @pre may_be_answered(request)
stanza error_of(const stanza& request, const stanza_error& error);
/// The same with some of the content, which comes first.
stanza error_of(const stanza& request, const stanza_error& error,
                element repeated);
/// The same for an element that could not be read as a stanza, with its
/// addresses as they came.
element error_of(const element& request, const stanza_error& error);

/// The error within a stanza of type error; `undefined-condition` where it
/// names none.
stanza_error read_error(const stanza& x);

} // namespace troupe::xml
