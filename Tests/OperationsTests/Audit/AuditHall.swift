import Foundation
import Logging
import Records
import Store
import StorePostgres
import Testing
import Vault
import Workbench

@testable import Operations

/// A workspace whose audit log a test reads, seals and anchors.
struct AuditHall {
    let engine: Engine
    /// Of `Engine.makeDatabase`: so that the same rows can be opened again with more rights.
    let database: String
    let hall: Hall
    let desk: Desk
    let anchorFile: String
    let anchors: AuditAnchors

    init(_ engine: Engine) async throws {
        self.engine = engine
        self.database = try await engine.makeDatabase(
            migrations: Schema.migrations, globalTables: Schema.globalTables)
        self.hall = Hall(try engine.openStore(self.database))
        self.desk = try await self.hall.workspace()
        self.anchorFile = FileManager.default.temporaryDirectory.appending(
            path: "entrepot-anchors-\(UUID().uuidString)"
        ).path()
        self.anchors = AuditAnchors(path: self.anchorFile, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    func close() async {
        await self.hall.hub.store.close()
        try? FileManager.default.removeItem(atPath: self.anchorFile)
    }

    /// Deeds of several people on several things, no two alike, a few in each seal.
    func fill(_ count: Int, perSeal: Int = 10) async throws {
        let (desk, clock) = (self.desk, self.hall.clock)
        for start in stride(from: 0, to: count, by: perSeal) {
            clock.advance(by: 1)
            try await desk.write { db in
                for index in start..<min(start + perSeal, count) {
                    let doer: Doer = index.isMultiple(of: 2) ? .token("tok_\(index)") : .member(desk.hub.id())
                    try desk.by(doer).audit(
                        db, index.isMultiple(of: 3) ? .priceSet : .stockCounted,
                        on: DeedObject("variant", desk.hub.id()), ["number": "\(index)"],
                        sealed: [UInt8(index & 0xFF), 1, 2, 3])
                }
            }
            try await self.seal()
        }
    }

    @discardableResult
    func seal() async throws -> Int { try await SealAudit(anchors: self.anchors).run(self.hall.hub) }

    func verify() async throws -> AuditVerdict {
        try await VerifyAudit(anchors: try AuditAnchors.read(self.anchorFile).anchors).run(self.desk)
    }

    func lines(what: String? = nil, who: String? = nil) async throws -> [AuditLine] {
        try await ListAudit(who: who, what: what).run(self.desk).lines
    }

    /// What somebody can do who has the database itself: no trigger, no row-level security.
    func vandal() throws -> any Store {
        switch self.engine {
        case .sqlite: try self.engine.openStore(self.database, poolSize: 1)
        case .postgres: try PostgresStore(url: OwnerSession.url(like: self.database), poolSize: 1)
        }
    }
}
