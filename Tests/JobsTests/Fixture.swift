import Foundation
import Jobs
import Store
import Workbench

enum Fixture {
    static func makeStore(_ engine: Engine, poolSize: Int = 10) async throws -> any Store {
        try await engine.makeStore(
            migrations: [
                Migration(
                    number: 1, name: "jobs", sqlite: JobSchema.sqlite + JobSchema.turns + JobSchema.told.sqlite,
                    postgres: JobSchema.postgres + JobSchema.turns + JobSchema.told.postgres),
                Migration(
                    number: 2, name: "effects",
                    sqlite:
                        "CREATE TABLE effect (tenant_id TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (tenant_id, n)) STRICT",
                    postgres:
                        "CREATE TABLE effect (tenant_id uuid NOT NULL, n bigint NOT NULL, PRIMARY KEY (tenant_id, n))"),
            ],
            globalTables: ["job"], poolSize: poolSize)
    }
}

let start = Date(timeIntervalSince1970: 1_767_225_600)
let why = ReasonCode(code: "test.reason", sentence: "It did not go well.", wayOut: "Do it again.")

extension Store {
    func enqueue(
        _ key: String, tenant: UUID? = nil, at date: Date = start, priority: Int = 0, kind: String = "sync"
    ) async throws {
        try await self.system {
            try Jobs.enqueue($0, kind: kind, key: key, tenant: tenant, dueAt: date, priority: priority)
        }
    }

    func claim(
        _ limit: Int = 100, owner: String = "one", at now: Date = start, lease: TimeInterval = 60
    ) async throws -> [Lease] {
        try await self.system {
            try Jobs.claim($0, kinds: ["sync"], owner: owner, limit: limit, now: now, lease: lease)
        }
    }

    func finish(_ lease: Lease, _ outcome: JobOutcome, at now: Date = start) async throws {
        try await self.system { try Jobs.finish($0, lease, outcome: outcome, now: now) }
    }

    func parked() async throws -> [ParkedJob] { try await self.system { try Jobs.parked($0) } }
}
