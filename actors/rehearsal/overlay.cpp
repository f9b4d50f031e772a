// SPDX-License-Identifier: Apache-2.0
#include "actors/rehearsal/overlay.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

#include "actors/rehearsal/overlaid_page.hpp"

namespace troupe::rehearsal {

using namespace persistence;

namespace {

/// Whether a log has an entry.
operation look_for(const std::string& owner, const std::string& log,
                   const std::string& id) {
  return get_page{owner, log, {.limit = 1, .ids = {id}}};
}

bool has_entry(const answer& stored) {
  const auto* page = std::get_if<log_page>(&stored);
  return page != nullptr && !page->entries.empty();
}

std::size_t sum(std::size_t a, std::size_t b) {
  return a + std::min(b, std::numeric_limits<std::size_t>::max() - a);
}

template <class T>
T value_or_nothing(answer& x) {
  auto* value = std::get_if<T>(&x);
  return value != nullptr ? std::move(*value) : T{};
}

} // namespace

bool overlay::hides_document(const std::string& owner,
                             const std::string& name) const {
  return gone_.contains(owner) || documents_.contains({owner, name});
}

bool overlay::hides_map(const std::string& owner,
                        const std::string& map) const {
  const auto known = maps_.find({owner, map});
  return gone_.contains(owner) || (known != maps_.end() && known->second.hides);
}

const overlay::log_changes* overlay::find_log(const std::string& owner,
                                              const std::string& log) const {
  const auto known = logs_.find({owner, log});
  return known != logs_.end() ? &known->second : nullptr;
}

bool overlay::hides_log(const std::string& owner,
                        const std::string& log) const {
  const auto* known = find_log(owner, log);
  return gone_.contains(owner) || (known != nullptr && known->hides);
}

// -- what is asked -----------------------------------------------------------

class overlay::question {
public:
  using result = std::optional<operation>;

  question(const overlay& of, std::size_t removals)
      : of_(of), removals_(removals) {}

  result operator()(const get_document& o) const {
    return of_.hides_document(o.owner, o.name) ? result{} : o;
  }
  result operator()(const get_entries& o) const {
    return of_.hides_map(o.owner, o.map) ? result{} : o;
  }
  /// With as many more as may have been removed.
  result operator()(get_page o) const {
    if (of_.hides_log(o.owner, o.log))
      return {};
    const auto* known = of_.find_log(o.owner, o.log);
    const auto removed = known != nullptr ? known->removed.size() : 0;
    o.query.limit = sum(o.query.limit, removed + removals_);
    return o;
  }
  result operator()(const get_count& o) const {
    return of_.hides_log(o.owner, o.log) ? result{} : o;
  }
  result operator()(list_owners o) const {
    o.limit
        = sum(o.limit, of_.documents_.size() + of_.gone_.size() + removals_);
    return o;
  }
  result operator()(const append& o) const {
    return looked_for(o.owner, o.log, o.entry.id);
  }
  result operator()(const remove_logged& o) const {
    return looked_for(o.owner, o.log, o.id);
  }
  /// All others write whatever there is.
  template <class Write>
  result operator()(const Write&) const {
    return {};
  }

private:
  result looked_for(const std::string& owner, const std::string& log,
                    const std::string& id) const {
    return of_.hides_log(owner, log) ? result{} : look_for(owner, log, id);
  }

  const overlay& of_;
  std::size_t removals_;
};

std::optional<operation> overlay::wanted(const operation& op,
                                         std::size_t removals) const {
  return std::visit(question{*this, removals}, op);
}

// -- what is answered --------------------------------------------------------

/// What is stored was asked for before anything of the transaction was
/// pretended, which may have removed it since.
class overlay::pretence {
public:
  using outcome = result<answer>;

  pretence(overlay& of, answer stored) : of_(of), stored_(std::move(stored)) {}

  outcome operator()(const get_document& o) {
    forget_if(of_.hides_document(o.owner, o.name));
    const auto known = of_.documents_.find({o.owner, o.name});
    if (known != of_.documents_.end())
      return answer{known->second};
    return answer{value_or_nothing<std::optional<std::string>>(stored_)};
  }
  outcome operator()(const put_document& o) {
    of_.documents_[{o.owner, o.name}] = o.blob;
    return answer{};
  }
  outcome operator()(const remove_document& o) {
    of_.documents_[{o.owner, o.name}] = std::nullopt;
    return answer{};
  }
  outcome operator()(const get_entries& o) {
    forget_if(of_.hides_map(o.owner, o.map));
    auto entries = value_or_nothing<map_entries>(stored_);
    std::map<std::string, std::string> all{entries.begin(), entries.end()};
    for (const auto& [key, blob] : of_.maps_[{o.owner, o.map}].entries)
      if (blob)
        all[key] = *blob;
      else
        all.erase(key);
    return answer{map_entries{all.begin(), all.end()}};
  }
  outcome operator()(const put_entry& o) {
    of_.maps_[{o.owner, o.map}].entries[o.key] = o.blob;
    return answer{};
  }
  outcome operator()(const remove_entry& o) {
    of_.maps_[{o.owner, o.map}].entries[o.key] = std::nullopt;
    return answer{};
  }
  outcome operator()(const remove_map& o) {
    of_.maps_[{o.owner, o.map}] = {true, {}};
    return answer{};
  }
  outcome operator()(const append& o) {
    forget_if(of_.hides_log(o.owner, o.log));
    auto& log = of_.logs_[{o.owner, o.log}];
    const bool is_stored
        = has_entry(stored_) && !log.removed.contains(o.entry.id);
    if (!is_stored && log.added.append(o.entry) != 0)
      return answer{std::uint64_t{1}};
    if (o.once)
      return answer{std::uint64_t{0}};
    return store_error{store_errc::duplicate, "there is such an entry"};
  }
  outcome operator()(const get_page& o) {
    const auto& log = of_.logs_[{o.owner, o.log}];
    if (of_.hides_log(o.owner, o.log))
      return answer{log.added.page(o.query)};
    return answer{overlaid_page(o.query, value_or_nothing<log_page>(stored_),
                                log.removed, log.added)};
  }
  outcome operator()(const get_count& o) {
    forget_if(of_.hides_log(o.owner, o.log));
    const auto& log = of_.logs_[{o.owner, o.log}];
    const auto count = value_or_nothing<std::uint64_t>(stored_);
    const auto left
        = count - std::min<std::uint64_t>(count, log.removed.size());
    return answer{std::uint64_t{left + log.added.size()}};
  }
  outcome operator()(const remove_logged& o) {
    forget_if(of_.hides_log(o.owner, o.log));
    auto& log = of_.logs_[{o.owner, o.log}];
    if (const auto at = log.added.find(o.id))
      log.added.remove(*at);
    else if (has_entry(stored_))
      log.removed.insert(o.id);
    return answer{};
  }
  outcome operator()(const remove_log& o) {
    of_.logs_[{o.owner, o.log}] = {true, {}, {}};
    return answer{};
  }
  /// Nothing grows old meanwhile.
  outcome operator()(const expire&) { return answer{std::uint64_t{0}}; }
  outcome operator()(const list_owners& o) {
    auto names = value_or_nothing<std::vector<std::string>>(stored_);
    std::set<std::string> all{names.begin(), names.end()};
    std::erase_if(all, [&](const auto& x) { return of_.gone_.contains(x); });
    for (const auto& [where, blob] : of_.documents_)
      if (where.second == o.document && !blob)
        all.erase(where.first);
      else if (where.second == o.document && where.first > o.after)
        all.insert(where.first);
    names.assign(all.begin(), all.end());
    names.resize(std::min(names.size(), o.limit));
    return answer{std::move(names)};
  }
  outcome operator()(const remove_owner& o) {
    const auto is_his = [&](const auto& x) { return x.first.first == o.owner; };
    std::erase_if(of_.documents_, is_his);
    std::erase_if(of_.maps_, is_his);
    std::erase_if(of_.logs_, is_his);
    of_.gone_.insert(o.owner);
    return answer{};
  }

private:
  void forget_if(bool hidden) {
    if (hidden)
      stored_ = {};
  }

  overlay& of_;
  answer stored_;
};

result<answer> overlay::pretend(const operation& op, answer stored) {
  return std::visit(pretence{*this, std::move(stored)}, op);
}

} // namespace troupe::rehearsal
