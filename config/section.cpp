// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>

#include <config/section.hpp>

#include <fmt/format.h>

namespace troupe::config {

namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      auto substituted = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row.back();
}

/// What to write instead of an unknown key of the section `name`.
std::string advice(std::string_view name, std::string_view key,
                   std::span<const std::string_view> known,
                   std::span<const std::string> elsewhere) {
  for (const auto& dotted : elsewhere) {
    auto dot = dotted.rfind('.');
    auto last = dot == std::string::npos ? dotted : dotted.substr(dot + 1);
    if (last != key)
      continue;
    if (dot == std::string::npos)
      return "it belongs to the top of the file, before the first section";
    return fmt::format("it belongs to [{}]", dotted.substr(0, dot));
  }
  if (auto near = nearest(key, known); !near.empty())
    return fmt::format("did you mean \"{}\"?", near);
  if (known.size() > 16)
    return "the sample configuration lists the known keys";
  return fmt::format("known {}: {}", name.empty() ? "here" : "keys",
                     fmt::join(known, ", "));
}

} // namespace

std::string_view nearest(std::string_view text,
                         std::span<const std::string_view> words) {
  std::string_view best;
  auto limit = std::max<std::size_t>(2, text.size() / 3) + 1;
  for (auto word : words)
    if (auto d = edit_distance(text, word); d < limit && d < word.size()) {
      best = word;
      limit = d;
    }
  return best;
}

void fault_list::add(std::size_t line, std::string key, std::string message) {
  errors_.push_back({file_, line, std::move(key), std::move(message)});
}

config_errors fault_list::take() {
  std::stable_sort(errors_.begin(), errors_.end(),
                   [](auto& a, auto& b) { return a.line < b.line; });
  return std::move(errors_);
}

bool section::has(std::string_view key) const {
  return table_ && table_->contains(key);
}

std::size_t section::line(std::string_view key) const {
  if (!table_)
    return 0;
  if (auto i = table_->find(key); i != table_->end())
    return i->first.source().begin.line;
  return table_->source().begin.line;
}

void section::fault(std::string_view key, std::string message) const {
  fault_at(line(key), key, std::move(message));
}

void section::fault_at(std::size_t line, std::string_view key,
                       std::string message) const {
  auto dotted = fmt::format("{}{}{}", name_, name_.empty() ? "" : ".", key);
  faults_->add(line, std::move(dotted), std::move(message));
}

void section::refuse_unknown(std::span<const std::string_view> known,
                             std::span<const std::string> elsewhere) const {
  if (!table_)
    return;
  for (const auto& [key, value] : *table_) {
    if (std::find(known.begin(), known.end(), key.str()) != known.end())
      continue;
    auto what = name_.empty() && value.is_table() ? "section" : "key";
    fault(key.str(), fmt::format("unknown {}; {}", what,
                                 advice(name_, key.str(), known, elsewhere)));
  }
}

} // namespace troupe::config
