// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tests/support/play_server.hpp"
#include "xml/stream_parser.hpp"

namespace troupe::support {

/// A client of a play: reads the server's stream and knows how to log in.
/// Functions that return text return what went wrong, or nothing.
class play_client final : xml::stream_events {
public:
  play_client(std::string name, xml::jid who, std::string password);

  const std::string& name() const { return name_; }
  /// As given; after binding, as bound.
  const xml::jid& jid() const { return jid_; }
  bool is_bound() const { return bound_; }

  std::string dial(play_server& server, bool direct_tls);
  std::string open_stream();
  /// Begins a stream with a header of one's own; the server's is not awaited.
  std::string open_stream_with(std::string_view raw);
  std::string start_tls();
  std::string log_in(std::string_view mechanism, std::string_view password);
  std::string fail_to_log_in(std::string_view mechanism,
                             std::string_view password,
                             std::string_view condition);
  std::string bind();
  /// All of the above.
  std::string connect(play_server& server, bool direct_tls);
  /// Initial presence, until it comes back; what else comes is kept.
  std::string become_available();
  std::string close();
  std::string expect_end();
  std::string expect_stream_error(std::string_view condition);
  void drop();
  std::string send(std::string_view raw);

  /// The next element. Features of the stream are passed over unless wanted.
  std::optional<xml::element> next(bool features = false);
  /// The header of the server, if one came that was not taken yet.
  std::optional<xml::stream_header> header();
  /// Why there is no next element.
  std::string why_nothing() const;
  /// What has come without waiting for more.
  std::deque<xml::element>& inbox() { return inbox_; }
  /// Reads until the answer to the IQ with that id; what else comes is kept.
  bool await_answer(std::string_view id);

  const std::string& password() const { return password_; }

private:
  xml::parse_step on_stream_open(xml::stream_header header) override;
  xml::parse_step on_element(xml::element tag) override;
  xml::parse_step on_stream_close() override;

  /// Reads once. False where nothing came.
  bool read_more();
  std::string unexpected(std::string_view wanted,
                         const std::optional<xml::element>& got) const;
  std::string exchange(std::string_view mechanism, std::string_view password,
                       std::optional<xml::element>& end);

  std::string name_;
  xml::jid jid_;
  std::string password_;
  std::unique_ptr<wire> wire_;
  xml::stream_parser parser_;
  std::optional<xml::stream_header> header_;
  std::deque<xml::element> inbox_;
  std::string fault_; ///< the server's stream is not well-formed
  bool closed_ = false;
  bool ended_ = false;
  bool bound_ = false;
};

} // namespace troupe::support
