import Foundation
import Records
import Store
import Vault

/// One thing that is wrong with an audit log, and where.
public struct AuditFinding: Sendable, Hashable, Encodable, CustomStringConvertible {
    /// A stable word: `row.changed`.
    public var code: String
    /// `row 12`, `seal 3`, or a row's id.
    public var place: String
    public var sentence: String

    public var description: String { "\(self.place): \(self.sentence)" }
}

/// What looking through an audit log brought.
public struct AuditVerdict: Sendable, Hashable, Encodable {
    public var rows: Int
    public var seals: Int
    /// Anchors outside of the database that were compared.
    public var anchors: Int
    /// Rows behind the last anchor are bound, but their removal could not be told from their never having been.
    public var anchoredRows: Int
    public var waiting: Int
    public var findings: [AuditFinding]
    public var isSound: Bool { self.findings.isEmpty }
}

/// Reads a workspace's whole chain anew, and compares it with what was taken out of the database.
///
/// Any changed, removed, moved or added row, link or seal is found, up to the last anchor.
public struct VerifyAudit: Sendable {
    let anchors: [AuditAnchor]

    /// - Parameter anchors: Every anchor there is; those of other workspaces are passed over.
    public init(anchors: [AuditAnchor]) { self.anchors = anchors }

    public func run(_ desk: Desk) async throws -> AuditVerdict {
        let signer = try ChainSigner(try await TenantKeys(desk.hub).key(of: desk.tenant), tenant: desk.tenant)
        var check = AuditCheck(tenant: desk.tenant, anchors: self.anchors, ownKey: signer.publicKey)
        while !check.isDone {
            let now = check
            check = try await desk.read { db in
                var next = now
                try next.step(db)
                return next
            }
        }
        let verdict = check.verdict
        try await desk.write { db in
            try desk.audit(db, .auditVerified, ["rows": "\(verdict.rows)", "faults": "\(verdict.findings.count)"])
        }
        return verdict
    }
}

/// The reading itself, in pieces: each a short read transaction, so that the largest log keeps nobody waiting.
///
/// It is one chain all the same: what a piece reads must hang on the last hash of the piece before, as it was read then. What is
/// sealed after the beginning is left for the next time.
struct AuditCheck: Sendable {
    private enum Stage: Sendable { case begin, seals, chain, rows, lost, done }

    let tenant: UUID
    let anchors: [AuditAnchor]
    let trusted: Set<[UInt8]>
    private var findings: [AuditFinding] = []
    private var stage = Stage.begin
    /// The last link and the last seal that there were at the beginning.
    private var horizon = (position: 0, seal: 0)
    private var expectedSeal = 1
    private var sealReach = 0
    private var sealCount = 0
    /// Anchors whose seal was not met yet, by its number.
    private var unmet: [Int: [AuditAnchor]]
    /// Seals by the position they reach to, as long as that was not met.
    private var seals: [Int: SealRecord] = [:]
    private var hash: [UInt8]
    private var position = 0
    private var lastSealed = 0
    private var lastRow: UUID?
    private var waiting = 0

    /// More would only repeat what the first ones say.
    private static let most = 100
    /// Rows of a piece.
    private let page: Int

    init(tenant: UUID, anchors: [AuditAnchor], ownKey: [UInt8], page: Int = 1_000) {
        precondition(page > 0, "a piece has rows")
        self.tenant = tenant
        self.page = page
        self.anchors = anchors.filter { $0.tenant == tenant.text }
        // Keys that were rotated away live on in the anchors, which nobody who only has the database can add to.
        self.trusted = Set(self.anchors.compactMap { Self.bytes($0.publicKey) }).union([ownKey])
        self.unmet = Dictionary(grouping: self.anchors, by: \.number)
        self.hash = AuditChain.root(of: tenant)
    }

    var isDone: Bool { self.stage == .done }

    var verdict: AuditVerdict {
        AuditVerdict(
            rows: self.position, seals: self.sealCount, anchors: self.anchors.count,
            anchoredRows: self.anchors.map(\.position).max() ?? 0, waiting: self.waiting, findings: self.findings)
    }

    /// All of it in one transaction.
    func run(_ db: any SQLConnection) throws -> AuditVerdict {
        var check = self
        while !check.isDone { try check.step(db) }
        return check.verdict
    }

    /// The next piece.
    mutating func step(_ db: any SQLConnection) throws {
        switch self.stage {
        case .begin:
            self.horizon = (
                try SealRecords.lastLink(db)?.position ?? 0, try SealRecords.lastSeal(db)?.number ?? 0
            )
            self.stage = .seals
        case .seals: if try !self.readSeals(db) { self.endSeals() }
        case .chain: if try !self.walk(db) { self.endChain() }
        case .rows: if try !self.compareRows(db) { self.stage = .lost }
        case .lost:
            for id in try SealRecords.lost(db, limit: Self.most) {
                self.find("row.lost", id.text, "The row waited to be sealed and is not there.")
            }
            self.waiting = try SealRecords.waitingCount(db)
            self.stage = .done
        case .done: break
        }
    }

    /// Each seal by itself, against the one before, and against the anchors.
    ///
    /// - Returns: Whether there may be more.
    private mutating func readSeals(_ db: any SQLConnection) throws -> Bool {
        let part = try SealRecords.seals(db, after: self.expectedSeal - 1, limit: self.page)
            .filter { $0.number <= self.horizon.seal }
        for seal in part {
            if seal.number != self.expectedSeal {
                self.find(
                    "seal.missing", "seal \(self.expectedSeal)",
                    "It is missing; the next is seal \(seal.number).")
            }
            if seal.position <= self.sealReach {
                self.find("seal.order", "seal \(seal.number)", "It reaches no further than the one before.")
            }
            self.checkSignature(of: seal)
            for anchor in self.unmet.removeValue(forKey: seal.number) ?? [] where !anchor.isSame(as: seal) {
                self.find("seal.changed", "seal \(seal.number)", "It is not the one that was anchored outside.")
            }
            self.seals[seal.position] = seal
            self.sealCount += 1
            (self.expectedSeal, self.sealReach) = (seal.number + 1, seal.position)
        }
        return part.count == self.page
    }

    private mutating func endSeals() {
        for number in self.unmet.keys.sorted() {
            self.find("seal.gone", "seal \(number)", "It was anchored outside and is not in the database any more.")
        }
        if self.expectedSeal > 1, self.anchors.isEmpty {
            self.find(
                "anchors.none", "anchors",
                "No anchor of this workspace was given: rows taken from the end would not show.")
        }
        self.stage = .chain
    }

    private mutating func checkSignature(of seal: SealRecord) {
        if !self.trusted.contains(seal.publicKey) {
            self.find("seal.key", "seal \(seal.number)", "It is signed with a key that is neither ours nor anchored.")
        } else if !ChainSigner.isSigned(
            AuditChain.message(of: seal, self.tenant), seal.signature, by: seal.publicKey)
        {
            self.find("seal.signature", "seal \(seal.number)", "Its signature is not that of what it says.")
        }
    }

    /// Each link with its row, from the first to the last.
    ///
    /// - Returns: Whether there may be more.
    private mutating func walk(_ db: any SQLConnection) throws -> Bool {
        let part = try SealRecords.chain(db, after: self.position, limit: self.page)
            .filter { $0.link.position <= self.horizon.position }
        for (link, deed) in part {
            if link.position != self.position + 1 {
                self.find(
                    "link.missing", "row \(self.position + 1)",
                    "Its link is missing; the next that is there is \(link.position).")
            }
            self.position = link.position
            if let deed {
                let right = AuditChain.hash(after: self.hash, position: self.position, deed, of: self.tenant)
                if right != link.hash {
                    self.find(
                        "row.changed", "row \(self.position) (\(link.deed.text))",
                        "The row, or its place in the chain, was changed after it was sealed.")
                }
            } else {
                self.find("row.removed", "row \(self.position) (\(link.deed.text))", "The row was removed.")
            }
            // Onwards from what is stored, so that one fault is told once.
            self.hash = link.hash
            if let seal = self.seals.removeValue(forKey: self.position) {
                self.lastSealed = self.position
                if seal.head != self.hash {
                    self.find(
                        "seal.head", "seal \(seal.number)",
                        "The chain does not end at row \(self.position) as it says.")
                }
            }
        }
        return part.count == self.page
    }

    private mutating func endChain() {
        if self.position != self.lastSealed {
            self.find("link.unsealed", "row \(self.position)", "Links behind row \(self.lastSealed) have no seal.")
        }
        for seal in self.seals.values.sorted(by: { $0.number < $1.number }) {
            self.find("seal.beyond", "seal \(seal.number)", "It reaches to row \(seal.position), which is not there.")
        }
        self.stage = .rows
    }

    /// Rows that are in no chain must be waiting for it: each is asked for both in one transaction, since sealing moves it from one
    /// to the other.
    ///
    /// - Returns: Whether there may be more.
    private mutating func compareRows(_ db: any SQLConnection) throws -> Bool {
        let part = try SealRecords.whereabouts(db, after: self.lastRow, limit: self.page)
        for row in part where !row.isBound && !row.isWaiting {
            self.find(
                "row.unbound", row.id.text,
                "The row is in no chain and does not wait to be sealed: it was slipped in.")
        }
        self.lastRow = part.last?.id ?? self.lastRow
        return part.count == self.page
    }

    private mutating func find(_ code: String, _ place: String, _ sentence: String) {
        if self.findings.count < Self.most {
            self.findings.append(AuditFinding(code: code, place: place, sentence: sentence))
        }
    }

    private static func bytes(_ hex: String) -> [UInt8]? {
        let digits = Array(hex.utf8)
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index...(index + 1)], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        return bytes
    }
}
