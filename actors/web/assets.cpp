// SPDX-License-Identifier: Apache-2.0
#include "actors/web/assets.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include "actors/part/digest.hpp"
#include "actors/web/answers.hpp"

namespace troupe::web {

namespace fs = std::filesystem;
using net::http_request;
using net::http_response;

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 12> types{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
}};

constexpr auto page_policy
    = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' "
      "data:; connect-src 'self'; font-src 'self'; base-uri 'none'; "
      "form-action 'none'; frame-ancestors 'none'";

constexpr auto no_page
    = "The Inspector's page is not there. It is built with Node.js 18 or newer:"
      " see \"The page\" in docs/api.md, and the key web.assets.\n"
      "The API under /api/v1 works without it.";

std::string type_of(const fs::path& name) {
  const auto ending = name.extension().string();
  const auto found = std::ranges::find(
      types, std::string_view{ending},
      &std::pair<std::string_view, std::string_view>::first);
  return std::string{found != types.end() ? found->second
                                          : "application/octet-stream"};
}

bool takes_gzip(const http_request& request) {
  return request.header("accept-encoding").find("gzip") != std::string::npos;
}

} // namespace

boost::system::result<assets, std::string>
assets::read(const fs::path& directory) {
  assets made;
  std::map<std::string, std::string> found;
  std::size_t bytes = 0;
  std::error_code failed;
  for (fs::recursive_directory_iterator i{directory, failed}, end;
       !failed && i != end; i.increment(failed)) {
    if (i->is_symlink() || !i->is_regular_file())
      continue;
    std::ifstream in{i->path(), std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    bytes += text.size();
    if (!in || bytes > most_bytes)
      return i->path().string()
             + (in ? ": the page has more than 8 MiB" : ": cannot be read");
    found.emplace('/' + i->path().lexically_relative(directory).string(),
                  std::move(text));
  }
  if (failed)
    return directory.string() + ": " + failed.message();
  for (auto& [path, text] : found) {
    if (path.ends_with(".gz")
        && found.contains(path.substr(0, path.size() - 3)))
      continue;
    auto& file = made.files_[path];
    file.type = type_of(path);
    file.tag = '"' + part::hex(part::sha256(text)).substr(0, 32) + '"';
    if (auto zipped = found.find(path + ".gz"); zipped != found.end())
      file.zipped = zipped->second;
    file.bytes = text;
  }
  return made;
}

http_response assets::answer(const http_request& request) const {
  if (files_.empty() && request.path == "/")
    return text_answer(404, no_page);
  const auto at
      = files_.find(request.path == "/" ? "/index.html" : request.path);
  if (at == files_.end())
    return text_answer(404, "404 Not Found");
  const auto& file = at->second;
  http_response answer;
  answer.headers = {{"ETag", file.tag},
                    {"Cache-Control", "no-cache"},
                    {"Content-Security-Policy", page_policy}};
  if (!file.zipped.empty())
    answer.headers.emplace_back("Vary", "Accept-Encoding");
  if (request.header("if-none-match").find(file.tag) != std::string::npos) {
    answer.status = 304;
    return answer;
  }
  answer.type = file.type;
  const bool zipped = !file.zipped.empty() && takes_gzip(request);
  if (zipped)
    answer.headers.emplace_back("Content-Encoding", "gzip");
  answer.body = zipped ? file.zipped : file.bytes;
  return answer;
}

} // namespace troupe::web
