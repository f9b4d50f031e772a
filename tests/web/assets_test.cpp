// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "actors/web/assets.hpp"
#include "tests/persistence/temporary_directory.hpp"
#include "tests/support/print_result.hpp"

namespace assets_test {

using namespace troupe;

namespace {

struct page {
  page() {
    std::filesystem::create_directory(where / "p");
    std::filesystem::create_directory(where / "p/assets");
    write("secret", "not of the page");
    write("p/index.html", "<html>");
    write("p/assets/a.js", "script");
    write("p/assets/a.js.gz", "packed");
  }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream{where.path() / name} << text;
  }
  web::assets read() const {
    auto made = web::assets::read(where / "p");
    REQUIRE(made);
    return *made;
  }
  static net::http_response get(const web::assets& all, const std::string& path,
                                const net::http_fields& headers = {}) {
    net::http_request r;
    r.method = "GET";
    r.path = path;
    r.headers = headers;
    return all.answer(r);
  }

  persistence::temporary_directory where;
};

std::string header(const net::http_response& r, std::string_view name) {
  for (const auto& [key, value] : r.headers)
    if (key == name)
      return value;
  return {};
}

} // namespace

TEST_CASE("the page's files have their types and a strict policy") {
  page p;
  const auto all = p.read();

  const auto index = page::get(all, "/");
  CHECK(index.status == 200);
  CHECK(index.type == "text/html; charset=utf-8");
  CHECK(index.body == "<html>");
  CHECK(header(index, "Content-Security-Policy")
        == "default-src 'none'; script-src 'self'; style-src 'self'; img-src "
           "'self' data:; connect-src 'self'; font-src 'self'; base-uri "
           "'none'; form-action 'none'; frame-ancestors 'none'");
  CHECK(page::get(all, "/assets/a.js").type
        == "text/javascript; charset=utf-8");
}

TEST_CASE("a file is sent packed to who takes it, and once to who has it") {
  page p;
  const auto all = p.read();

  const auto plain = page::get(all, "/assets/a.js");
  CHECK(plain.body == "script");
  CHECK(header(plain, "Vary") == "Accept-Encoding");
  const auto packed
      = page::get(all, "/assets/a.js", {{"accept-encoding", "br, gzip"}});
  CHECK(packed.body == "packed");
  CHECK(header(packed, "Content-Encoding") == "gzip");
  const auto again = page::get(all, "/assets/a.js",
                               {{"if-none-match", header(plain, "ETag")}});
  CHECK(again.status == 304);
  CHECK(again.body.empty());
}

TEST_CASE("nothing but the page's files is there") {
  page p;
  std::filesystem::create_symlink(p.where / "secret", p.where / "p/link");
  const auto all = p.read();

  CHECK(all.size() == 2);
  for (const auto* path : {"/secret", "/../secret", "/link", "/assets",
                           "/assets/a.js.gz", "//index.html", "/index"}) {
    INFO(path);
    CHECK(page::get(all, path).status == 404);
  }
}

TEST_CASE("a page that is too large or missing is refused with its name") {
  page p;
  CHECK_FALSE(web::assets::read(p.where / "none"));
  p.write("p/big", std::string(web::assets::most_bytes, 'x'));

  const auto too_large = web::assets::read(p.where / "p");

  REQUIRE_FALSE(too_large);
  CHECK(too_large.error().find("8 MiB") != std::string::npos);
}

TEST_CASE("without the page its address says how to get it") {
  const auto answer = page::get(web::assets{}, "/");

  CHECK(answer.status == 404);
  CHECK(answer.body.find("docs/api.md") != std::string::npos);
}

} // namespace assets_test
