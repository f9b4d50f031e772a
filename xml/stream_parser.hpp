// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

#include "xml/element.hpp"
#include "xml/errors.hpp"

namespace troupe::xml {

/// What one peer may send before it is a `policy-violation`; 0: no limit, but
/// no tree is deeper than 1000. The size is also that of the stream header.
struct stream_limits {
  std::size_t stanza_bytes = 10 * 1024; ///< of one top-level element
  std::size_t depth = 64;               ///< of nested elements in a stanza
  std::size_t attributes = 64;          ///< on one element
};

/// The attributes of `<stream:stream>`, RFC 6120 §4.7.
struct stream_header {
  std::string content_ns; ///< the default namespace, e.g. jabber:client
  std::optional<std::string> to;
  std::optional<std::string> from;
  std::optional<std::string> id;
  std::optional<std::string> version;
  std::optional<std::string> lang;
};

/// What the parser should do once a handler has returned.
enum class parse_step {
  proceed, ///< go on
  restart, ///< the bytes that follow begin a new stream (RFC 6120 §4.3.3)
  stop,    ///< discard the rest of this input
  hold,    ///< keep the rest, parse it once `resume` is called
};

/// Receives what the parser finds. A handler must not destroy the parser.
class stream_events {
public:
  virtual parse_step on_stream_open(stream_header header) = 0;
  virtual parse_step on_element(element tag) = 0;
  virtual parse_step on_stream_close() = 0;

protected:
  ~stream_events() = default;
};

/// A push parser for an XMPP stream over expat: any chunking of the bytes gives
/// the same events. Restricted XML (RFC 6120 §11.1), encoding, namespace and
/// well-formedness rules are enforced; a wrong root element or stream namespace
/// is an error (`invalid-namespace`, `bad-format`).
class stream_parser {
public:
  explicit stream_parser(stream_limits limits = {});
  ~stream_parser();
  stream_parser(stream_parser&&) noexcept;
  stream_parser& operator=(stream_parser&&) noexcept;

  /// Parses the next bytes. After an error, or after a handler said `stop`,
  /// further input is ignored until `reset`.
  boost::system::result<void, stream_error> feed(std::string_view bytes,
                                                 stream_events& events);
  /// After `hold`: parses what was kept, and what came since.
  boost::system::result<void, stream_error> resume(stream_events& events);
  /// After `hold`: what was kept begins a new stream, as with
  /// parse_step::restart. It is still kept until `resume`.
  void restart();
  /// Begins anew, as for a fresh connection; nothing kept stays. In a handler:
  /// after it, and the rest of the input is discarded.
  void reset();
  void set_limits(stream_limits limits);

  /// Frees what can be freed between stanzas; the next byte takes it back. The
  /// stream goes on (a live expat parser holds 10 KiB). No effect inside of a
  /// stanza. In a handler: after `feed`.
  void release();
  /// Whether there is nothing to be freed.
  bool is_released() const;
  /// Has ready in the processor's cache what the next bytes will need.
  void warm() const;

private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace troupe::xml
