import Foundation
import Records
import Store

/// What a stockroom stands on, whatever it holds: the tenant's decisions, its shops, and which variants hang together.
struct StockroomGround {
    let workspace: WorkspaceRecord?
    let connections: [ConnectionRecord]
    /// Bundles and parts next to the variants that are asked for.
    let links: [VariantRecords.PartLink]

    /// The variants and every one reached from them over bundles, sorted.
    func connected(_ db: any SQLConnection, _ ids: Set<UUID>) throws -> ([UUID], [VariantRecords.PartLink]) {
        if self.links.isEmpty { return (ids.sorted(), []) }
        var known = ids
        var links = Set(self.links)
        while true {
            let frontier = Set(links.flatMap { [$0.bundle, $0.part] }).subtracting(known)
            if frontier.isEmpty {
                return (known.sorted(), links.sorted { ($0.bundle, $0.part) < ($1.bundle, $1.part) })
            }
            known.formUnion(frontier)
            links.formUnion(try VariantRecords.links(db, touching: frontier))
        }
    }
}
