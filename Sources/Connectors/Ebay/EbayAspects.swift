import ConnectorKit
import Foundation
import Wire

/// What eBay wants to know of goods in a category, asked for before anything is sent (getItemAspectsForCategory).
struct EbayAspects: Sendable {
    struct Answer: Decodable, Sendable {
        var aspects: [Aspect]
    }

    struct Aspect: Decodable, Sendable {
        struct Rule: Decodable, Sendable {
            var aspectRequired: Bool?
            /// `FREE_TEXT` or `SELECTION_ONLY`.
            var aspectMode: String?
            /// `SINGLE` or `MULTI`.
            var itemToAspectCardinality: String?
            /// Characters.
            var aspectMaxLength: Int?
            var aspectEnabledForVariations: Bool?
        }
        struct Value: Decodable, Sendable { var localizedValue: String? }
        var localizedAspectName: String
        var aspectConstraint: Rule?
        var aspectValues: [Value]?

        var values: [String] { (self.aspectValues ?? []).compactMap(\.localizedValue) }
    }

    var all: [Aspect]

    /// Each aspect, followed by the values it may have.
    var choices: [ListingChoice] {
        self.all.flatMap { aspect in
            let name = aspect.localizedAspectName
            return [ListingChoice(id: name, name: name, isRequired: aspect.aspectConstraint?.aspectRequired ?? false)]
                + aspect.values.map { ListingChoice(id: $0, name: $0, parent: name) }
        }
    }

    /// - Throws: `refused` naming the first aspect that is missing or cannot be, and telling of the others.
    func check(_ said: [String: [String]]) throws(ConnectorError) {
        let problems = self.all.compactMap { aspect in
            self.problem(said[aspect.localizedAspectName] ?? [], aspect).map { (aspect.localizedAspectName, $0) }
        }
        guard let first = problems.first else {
            for (name, values) in said.sorted(by: { $0.key < $1.key })
            where name.count > Self.longestName || values.contains(where: { $0.count > Self.longestValue }) {
                throw .refused(
                    code: "bad-attribute", field: String(name.prefix(Self.longestName)),
                    message:
                        "An aspect's name has at most \(Self.longestName) characters, a value \(Self.longestValue).")
            }
            return
        }
        let rest = problems.dropFirst().prefix(7).map { "\($0.0): \($0.1)" }
        let more = problems.count > 8 ? ["And \(problems.count - 8) more."] : []
        throw .refused(
            code: "bad-attribute", field: first.0, message: ([first.1] + rest + more).joined(separator: " "))
    }

    /// Characters of a name and of a value (contract, "aspects").
    static let longestName = 40
    static let longestValue = 50

    private func problem(_ values: [String], _ aspect: Aspect) -> String? {
        let rule = aspect.aspectConstraint
        guard !values.isEmpty else {
            return rule?.aspectRequired == true ? "eBay wants “\(aspect.localizedAspectName)” in this category." : nil
        }
        if rule?.itemToAspectCardinality == "SINGLE", values.count > 1 { return "It has one value." }
        if let most = rule?.aspectMaxLength, most > 0, values.contains(where: { $0.count > most }) {
            return "It has at most \(most) characters."
        }
        if rule?.aspectMode == "SELECTION_ONLY", let odd = values.first(where: { !aspect.values.contains($0) }) {
            let some = aspect.values.prefix(5).joined(separator: ", ")
            return "“\(odd.prefix(60))” is none of its values, such as \(some)."
        }
        return nil
    }
}
