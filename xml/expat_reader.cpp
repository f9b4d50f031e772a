// SPDX-License-Identifier: Apache-2.0
#include "xml/expat_reader.hpp"

#include <new>
#include <string>
#include <utility>

#include <expat.h>

namespace troupe::xml {

namespace {

// Between namespace and local name; expat refuses it within a namespace.
constexpr char separator[] = "\n";

// An expat that puts off parsing a token that came in pieces would hold back a
// complete stanza until more bytes come. `long_token` bounds what parsing it
// again costs.
template <class Parser>
void parse_at_once(Parser x) {
  if constexpr (requires { XML_SetReparseDeferralEnabled(x, XML_FALSE); })
    XML_SetReparseDeferralEnabled(x, XML_FALSE);
}

stream_error to_stream_error(XML_Error code) {
  using enum stream_condition;
  const std::string text = XML_ErrorString(code);
  switch (code) {
  case XML_ERROR_NO_MEMORY:
    return {resource_constraint, text};
  // RFC 6120 §11.1: no entities but the predefined ones.
  case XML_ERROR_UNDEFINED_ENTITY:
    return {restricted_xml, text};
  // RFC 6120 §11.6
  case XML_ERROR_UNKNOWN_ENCODING:
  case XML_ERROR_INCORRECT_ENCODING:
    return {unsupported_encoding, text};
  // RFC 6120 §4.9.3.13: also what violates the rules of XML namespaces.
  default:
    return {not_well_formed, text};
  }
}

XML_ParserStruct* make_parser(parser_memory& memory) {
  static constexpr XML_Memory_Handling_Suite suite{
      [](std::size_t size) {
        return parser_memory_scope::current().allocate(size);
      },
      [](void* piece, std::size_t size) {
        return parser_memory_scope::current().resize(piece, size);
      },
      [](void* piece) { parser_memory_scope::current().free(piece); }};
  const parser_memory_scope within{memory};
  return XML_ParserCreate_MM("UTF-8", &suite, separator);
}

std::string_view view(const XML_Char* text) {
  return text ? std::string_view{text} : std::string_view{};
}

} // namespace

qualified_name qualified_name::read(std::string_view text) {
  const auto i = text.rfind(*separator);
  if (i == std::string_view::npos)
    return {{}, text};
  return {text.substr(0, i), text.substr(i + 1)};
}

void expat_reader::deleter::operator()(XML_ParserStruct* x) const {
  XML_ParserFree(x);
}

expat_reader::expat_reader(token_events& events)
    : events_(events), parser_(make_parser(memory_)) {
  if (!parser_)
    throw std::bad_alloc{};
  parse_at_once(parser_.get());
  XML_SetUserData(parser_.get(), this);
  set_tag_handlers();
  set_handlers_of_the_forbidden();
}

expat_reader::~expat_reader() {
  const parser_memory_scope within{memory_};
  parser_.reset();
}

// No exception may cross expat's frames.
template <class F>
void expat_reader::guarded(void* self, F&& f) {
  auto& x = *static_cast<expat_reader*>(self);
  if (x.stopped_) // expat still ends an empty element whose start stopped it
    return;
  try {
    f(x.events_);
  } catch (...) {
    x.thrown_ = std::current_exception();
    x.stop();
  }
}

void expat_reader::set_tag_handlers() {
  auto* const x = parser_.get();
  XML_SetElementHandler(
      x,
      [](void* self, const XML_Char* name, const XML_Char** attributes) {
        guarded(self, [&](token_events& to) {
          to.on_start_tag(qualified_name::read(name), attributes);
        });
      },
      [](void* self, const XML_Char*) {
        guarded(self, [](token_events& to) { to.on_end_tag(); });
      });
  XML_SetCharacterDataHandler(
      x, [](void* self, const XML_Char* chars, int size) {
        guarded(self, [&](token_events& to) {
          to.on_text({chars, static_cast<std::size_t>(size)});
        });
      });
  XML_SetStartCdataSectionHandler(x, [](void* self) {
    guarded(self, [](token_events& to) { to.on_cdata(); });
  });
  XML_SetStartNamespaceDeclHandler(
      x, [](void* self, const XML_Char* prefix, const XML_Char* ns) {
        guarded(self,
                [&](token_events& to) { to.on_xmlns(view(prefix), view(ns)); });
      });
}

void expat_reader::set_handlers_of_the_forbidden() {
  auto* const x = parser_.get();
  XML_SetXmlDeclHandler(
      x, [](void* self, const XML_Char*, const XML_Char* encoding, int) {
        if (encoding)
          guarded(self, [&](token_events& to) { to.on_encoding(encoding); });
      });
  XML_SetCommentHandler(x, [](void* self, const XML_Char*) {
    guarded(self, [](token_events& to) { to.on_forbidden("a comment"); });
  });
  XML_SetProcessingInstructionHandler(
      x, [](void* self, const XML_Char*, const XML_Char*) {
        guarded(self, [](token_events& to) {
          to.on_forbidden("a processing instruction");
        });
      });
  XML_SetStartDoctypeDeclHandler(x, [](void* self, const XML_Char*,
                                       const XML_Char*, const XML_Char*, int) {
    guarded(self, [](token_events& to) {
      to.on_forbidden("a document type declaration");
    });
  });
}

std::optional<stream_error> expat_reader::parse(std::string_view bytes) {
  fed_ += bytes.size();
  if (!long_token_.active())
    return parse_now(bytes);
  if (!long_token_.add(bytes))
    return std::nullopt;
  return parse_now(long_token_.take());
}

std::optional<stream_error> expat_reader::parse_now(std::string_view bytes) {
  const parser_memory_scope within{memory_};
  const auto status = XML_Parse(parser_.get(), bytes.data(),
                                static_cast<int>(bytes.size()), XML_FALSE);
  if (thrown_)
    std::rethrow_exception(std::exchange(thrown_, nullptr));
  if (stopped_)
    return std::nullopt;
  if (status != XML_STATUS_OK)
    return to_stream_error(XML_GetErrorCode(parser_.get()));
  return watch_token();
}

/// What is left unfinished behind the last token that expat could read.
std::optional<stream_error> expat_reader::watch_token() {
  const auto begun = token_begin();
  if (begun > fed_ || fed_ - begun < long_token::threshold)
    return std::nullopt;
  int offset = 0;
  int size = 0;
  const char* context = XML_GetInputContext(parser_.get(), &offset, &size);
  if (context == nullptr || offset >= size)
    return std::nullopt;
  const std::string_view token{context + offset,
                               static_cast<std::size_t>(size - offset)};
  // A token of this size that begins like that is nothing that may come
  // (RFC 6120 §11.1), however it ends.
  if (long_token::kind_of(token) == long_token::kind::forbidden)
    return stream_error{stream_condition::restricted_xml,
                        "a comment, processing instruction or declaration"};
  long_token_.begin(token);
  return std::nullopt;
}

void expat_reader::stop() {
  stopped_ = true;
  XML_StopParser(parser_.get(), XML_FALSE);
}

std::size_t expat_reader::token_begin() const {
  return static_cast<std::size_t>(XML_GetCurrentByteIndex(parser_.get()));
}

std::size_t expat_reader::token_end() const {
  return token_begin()
         + static_cast<std::size_t>(XML_GetCurrentByteCount(parser_.get()));
}

} // namespace troupe::xml
