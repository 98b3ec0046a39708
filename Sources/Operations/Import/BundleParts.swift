import Commerce
import Foundation
import Records
import Store

/// Joins bundles of a file to their parts, after looking whether they make bundles at all.
struct BundleParts {
    private let db: any SQLConnection
    private let parts: [String: UUID]
    /// What is a bundle already, and what is part of one.
    private let links: [VariantRecords.PartLink]

    init(_ db: any SQLConnection, _ drafts: [VariantDraft], _ desk: Desk) throws {
        self.db = db
        let bundles = drafts.filter { $0.bundle != nil }
        let skus = Set(bundles.flatMap { $0.bundle?.parts.keys.map(\.text) ?? [] } + bundles.map(\.sku.text))
        let found = try VariantRecords.find(db, skus: skus)
        self.parts = Dictionary(found.map { ($0.sku, $0.id) }, uniquingKeysWith: { first, _ in first })
        self.links = try VariantRecords.links(db, touching: Set(found.map(\.id)))
    }

    /// Why a row's bundle cannot be.
    enum Problem {
        case partUnknown(String)
        case partIsBundle(String)
        case isPart
    }

    /// - Parameter known: The bundle's own id, where it exists.
    func problem(with draft: VariantDraft, known: UUID?) -> Problem? {
        guard let bundle = draft.bundle else { return nil }
        for sku in bundle.parts.keys.map(\.text).sorted() {
            guard let part = self.parts[sku] else { return .partUnknown(sku) }
            if self.links.contains(where: { $0.bundle == part }) { return .partIsBundle(sku) }
        }
        if let known, self.links.contains(where: { $0.part == known }) { return .isPart }
        return nil
    }

    /// Writes the parts of bundles whose parts changed.
    ///
    /// - Returns: Those bundles, and every variant that their old and new parts touch.
    func join(
        _ drafts: [VariantDraft], ids: [String: UUID], created: Set<UUID>
    ) throws
        -> (changed: Set<UUID>, touched: Set<UUID>)
    {
        var changed = Set<UUID>()
        var touched = Set<UUID>()
        var wanted: [(UUID, [UUID: Int])] = []
        for draft in drafts {
            guard let bundle = draft.bundle, let id = ids[draft.sku.text] else { continue }
            let new = Dictionary(
                bundle.parts.compactMap { part in self.parts[part.key.text].map { ($0, part.value) } },
                uniquingKeysWith: +)
            let old = Dictionary(
                self.links.filter { $0.bundle == id }.map { ($0.part, $0.units) }, uniquingKeysWith: +)
            guard new != old else { continue }
            changed.insert(id)
            touched.formUnion([id] + Array(old.keys) + Array(new.keys))
            wanted.append((id, new))
        }
        try LockOrder.variants(self.db, touched)
        for (id, parts) in wanted { try VariantRecords.setParts(self.db, of: id, parts) }
        return (changed, touched)
    }
}

extension BundleParts.Problem {
    func issue(row: Int) -> ImportIssueRecord {
        let (code, sentence, wayOut) =
            switch self {
            case .partUnknown(let sku):
                (
                    "bundle.part_unknown", "The part “\(excerpt(sku))” is neither in the file nor in the catalogue.",
                    "Import the part first, or correct its SKU."
                )
            case .partIsBundle(let sku):
                (
                    "bundle.nested", "The part “\(excerpt(sku))” is a bundle itself.",
                    "Name that bundle's own parts instead."
                )
            case .isPart:
                (
                    "bundle.is_part", "This SKU is part of another bundle, so it cannot be one.",
                    "Take it out of the other bundle first."
                )
            }
        return ImportIssueRecord(
            row: row, column: "bundle", code: code, severity: ImportIssue.Severity.refusal.rawValue, sentence: sentence,
            wayOut: wayOut)
    }
}
