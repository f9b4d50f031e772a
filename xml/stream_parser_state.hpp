// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "xml/expat_reader.hpp"
#include "xml/stream_parser.hpp"
#include "xml/stream_start.hpp"
#include "xml/symbol.hpp"
#include "xml/tree_builder.hpp"

namespace troupe::xml {

inline constexpr auto stray_text = "text between elements";

/// What a stream parser is made of. Its upper half takes bytes
/// (`stream_parser.cpp`), its lower half the tokens that expat makes of them
/// (`stream_tokens.cpp`).
//            root's start            root's end, error, stop
//   fresh ─────────────────▶ open ───────────────────────────▶ over
//     ▲                       │                                 │
//     └───────────────────────┴── restart, reset ───────────────┘
struct stream_parser::state final : token_events {
  enum class phase_type : std::uint8_t { fresh, open, over };

  explicit state(stream_limits x) : limits(x) {}

  boost::system::result<void, stream_error> feed(std::string_view bytes);
  boost::system::result<void, stream_error>
  feed_guarded(std::string_view bytes);
  void begin_reader();
  std::size_t room(std::size_t wanted) const;
  std::size_t parse(std::string_view bytes);
  void parse_slice(std::string_view slice);
  void leave(phase_type next);
  void release();

  void fail(stream_condition what, std::string text);
  void then(parse_step next);

  void on_start_tag(qualified_name name, const char** attributes) override;
  void on_root(qualified_name name, const char** attributes);
  void on_end_tag() override;
  void on_text(std::string_view chars) override;
  void on_cdata() override;
  void on_xmlns(std::string_view prefix, std::string_view ns) override;
  void on_encoding(std::string_view name) override;
  void on_forbidden(const char* what) override;

  /// What is there only while something is parsed, or may soon be.
  struct workbench {
    explicit workbench(token_events& to) : reader(to) {}

    expat_reader reader;
    tree_builder tree;
    declarations declared; // by the root's start tag, while that is read
  };

  stream_limits limits;
  phase_type phase = phase_type::fresh;
  std::unique_ptr<workbench> live;
  symbol reopening;            // see header_for_reopening; mostly the same
  std::size_t xmlns_count = 0; // of the start tag to come
  std::size_t begin = 0; // where in the document the unfinished element begins
  char unfinished = '<'; // its first byte
  bool standing_in = false; // the start tag to come is `reopening`

  // While `feed` runs:
  stream_events* events = nullptr;
  std::optional<phase_type> next; // what a handler or an error leads to
  std::size_t left_at = 0;        // where in the document
  std::optional<stream_error> error;
  bool reset_wanted = false;
  bool release_wanted = false;

  // After a handler said `hold`:
  bool held = false;
  std::string kept; // input that was not parsed yet
};

} // namespace troupe::xml
