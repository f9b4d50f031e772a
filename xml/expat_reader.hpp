// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string_view>

#include "xml/errors.hpp"
#include "xml/long_token.hpp"
#include "xml/parser_memory.hpp"

struct XML_ParserStruct;

namespace troupe::xml {

/// A name and the namespace it is in; empty: none.
struct qualified_name {
  std::string_view ns;
  std::string_view local;

  /// Reads the form in which the tokens carry it.
  static qualified_name read(std::string_view text);
};

/// Receives the tokens of a document. Text comes in any number of pieces.
class token_events {
public:
  /// `attributes`: names and values in turn, then null.
  virtual void on_start_tag(qualified_name name, const char** attributes) = 0;
  virtual void on_end_tag() = 0;
  virtual void on_text(std::string_view chars) = 0;
  /// A CDATA section begins; its text follows.
  virtual void on_cdata() = 0;
  /// A namespace that the start tag to come declares; the default one has an
  /// empty prefix.
  virtual void on_xmlns(std::string_view prefix, std::string_view ns) = 0;
  virtual void on_encoding(std::string_view name) = 0;
  /// Something that restricted XML has not (RFC 6120 §11.1).
  virtual void on_forbidden(const char* what) = 0;

protected:
  ~token_events() = default;
};

/// Splits one document into tokens: the only place that knows expat. What a
/// handler throws comes out of `parse`.
class expat_reader {
public:
  explicit expat_reader(token_events& events);
  ~expat_reader();
  expat_reader(const expat_reader&) = delete;
  expat_reader& operator=(const expat_reader&) = delete;

  /// Parses the next bytes; says nothing of being stopped.
  std::optional<stream_error> parse(std::string_view bytes);
  /// From within a handler: no event follows, and this reader is done.
  void stop();

  /// See parser_memory::warm.
  void warm() const { memory_.warm(); }

  /// Offsets in the document: of all that has come, and, from within a
  /// handler, of the token at hand.
  std::size_t fed() const { return fed_; }
  std::size_t token_begin() const;
  std::size_t token_end() const;

private:
  struct deleter {
    void operator()(XML_ParserStruct* x) const;
  };

  template <class F>
  static void guarded(void* self, F&& f);
  std::optional<stream_error> parse_now(std::string_view bytes);
  std::optional<stream_error> watch_token();
  void set_tag_handlers();
  void set_handlers_of_the_forbidden();

  token_events& events_;
  parser_memory memory_;
  std::unique_ptr<XML_ParserStruct, deleter> parser_;
  std::size_t fed_ = 0;
  long_token long_token_;
  bool stopped_ = false;
  std::exception_ptr thrown_;
};

} // namespace troupe::xml
