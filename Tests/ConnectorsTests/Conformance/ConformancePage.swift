import ConnectorKit
import Connectors
import Foundation
import Workbench

/// `docs/conformance.md`: what judges that nobody here wrote found in a run, and what no source could confirm.
struct ConformancePage {
    static let channels = [WooCommerce.channel, Etsy.channel, Shopify.channel, Amazon.channel, Ebay.channel]

    /// What the requests of each channel are held against.
    static let sources = [
        WooCommerce.manifest.id:
            "WooCommerce's index of routes (2024), the newer tables of parameters, and its source where that is newer still; it publishes no OpenAPI",
        Etsy.manifest.id: "Etsy's OpenAPI document",
        Shopify.manifest.id: "Shopify's schema of the Admin API 2026-01, read by `graphql-core` 3.2.8",
        Amazon.manifest.id: "Amazon's Swagger models",
        Ebay.manifest.id:
            "eBay's contracts of inventory, fulfilment, account and identity; those of taxonomy and notifications are YAML, which no judge here reads",
    ]

    let lines: [ConformanceLog.Line]
    let requests: [JudgedRequest]
    /// Violations that were found in variables, which are judged together.
    let shopifyViolations: Int
    /// Which program was judged, and when.
    let made: String

    var violations: Int { self.requests.reduce(0) { $0 + $1.problems.count } + self.shopifyViolations }

    var text: String {
        var lines = [
            "# Conformance", "",
            "Made by `bin/conformance` \(self.made). The numbers are those of that run, the facts those of the connectors' own "
                + "pages; a test compares what can be compared.",
            "",
            "Requests are those that our connectors sent while tests drove them, by script and against the twins. Each is held "
                + "against the channel's published description. Clients are the channels' own or best known ones, "
                + "unchanged, against the twins.",
            "",
            "| channel | operations used | requests judged | violations | answers of the twin judged | violations | "
                + "client, steps passed |",
            "|---|---:|---:|---:|---:|---:|---|",
        ]
        lines += Self.channels.map { self.row($0.manifest) }
        for channel in Self.channels { lines += self.section(channel.manifest) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func row(_ manifest: Manifest) -> String {
        let judged = self.judged(manifest)
        let used = self.operations(manifest)
        let faults = self.faults(manifest)
        let (answers, wrong) = self.answers(manifest)
        let cells = [
            manifest.displayName, "\(used.count)", "\(judged.count)", "\(faults)", answers, "\(wrong)",
            self.clients(manifest).joined(separator: "; "),
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }

    private func section(_ manifest: Manifest) -> [String] {
        var lines = [
            "", "## \(manifest.displayName)", "", "Held against \(Self.sources[manifest.id] ?? "nothing").", "",
        ]
        lines += ["| operation | requests | violations |", "|---|---:|---:|"]
        let judged = Dictionary(grouping: self.judged(manifest)) { $0.operation ?? "" }
        lines += self.operations(manifest).map { name in
            let all = judged[name] ?? []
            return "| `\(name)` | \(all.count) | \(all.reduce(0) { $0 + $1.problems.count }) |"
        }
        let others = self.requests.count { $0.channel == manifest.id && $0.operation == nil }
        if others > 0 {
            lines += [
                "", "Besides, \(others) requests for consent, tokens or a site's title, which no description covers.",
            ]
        }
        return lines + ["", "Not confirmed, and what happens if it is otherwise:", ""]
            + UnconfirmedFacts.of(manifest.id)
    }

    // MARK: Counting

    private func judged(_ manifest: Manifest) -> [JudgedRequest] {
        self.requests.filter { $0.channel == manifest.id && $0.operation != nil }
    }

    private func faults(_ manifest: Manifest) -> Int {
        self.judged(manifest).reduce(0) { $0 + $1.problems.count }
            + (manifest.id == Shopify.manifest.id ? self.shopifyViolations : 0)
    }

    /// Those that were seen, and those that the connector names itself.
    private func operations(_ manifest: Manifest) -> [String] {
        var names = Set(self.judged(manifest).compactMap(\.operation))
        if manifest.id == Shopify.manifest.id { names.formUnion(ShopifyDocuments.all.map(\.name)) }
        if manifest.id == Amazon.manifest.id { names.formUnion(manifest.budgets.map(\.name)) }
        return names.sorted()
    }

    private func answers(_ manifest: Manifest) -> (what: String, wrong: Int) {
        var (count, wrong) = (0, 0)
        for line in self.lines {
            switch line {
            case .answer(manifest.id, _, let faults): (count, wrong) = (count + 1, wrong + faults)
            // It answers by a schema of its own, which was judged whole.
            case .schema(manifest.id, let fields, let faults): return ("by its schema, \(fields) fields", faults)
            default: break
            }
        }
        return ("\(count)", wrong)
    }

    private func clients(_ manifest: Manifest) -> [String] {
        self.lines.compactMap { line in
            guard case .client(manifest.id, let name, let steps) = line else { return nil }
            return "\(name): \(steps)"
        }.sorted()
    }
}

/// What no source could confirm of a channel, from its connector's own page.
enum UnconfirmedFacts {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let folders = [
        WooCommerce.manifest.id: "WooCommerce", Etsy.manifest.id: "Etsy", Shopify.manifest.id: "Shopify",
        Amazon.manifest.id: "Amazon", Ebay.manifest.id: "Ebay",
    ]

    /// The bullets under “Not confirmed”, each `- *fact*: what happens if it is otherwise`.
    static func of(_ channel: String) -> [String] {
        let page = Self.root.appending(path: "Sources/Connectors/\(Self.folders[channel] ?? "")/README.md")
        guard let text = try? String(contentsOf: page, encoding: .utf8),
            let start = text.range(of: "\n## Not confirmed\n")
        else { return [] }
        let rest = text[start.upperBound...]
        let section = rest.range(of: "\n## ").map { rest[..<$0.lowerBound] } ?? rest
        return section.split(separator: "\n").map(String.init)
    }
}
