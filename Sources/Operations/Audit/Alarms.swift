public import Foundation
import Records
import Store

/// What alarms are about.
public enum AlarmKind: String, Sendable, Hashable, CaseIterable {
    case lockedOut = "sign-in.locked-out"
    case signInsFailed = "sign-ins.failed"
    case tokensUnknown = "tokens.unknown"
    case callsRefused = "calls.refused"
    case idsProbed = "ids.probed"
    case readsMany = "reads.many"
    case buyerDataMany = "buyer-data.many"
    case canaryTouched = "canary.touched"

    /// What happened, as a merchant reads it.
    public var sentence: String {
        switch self {
        case .lockedOut: "A member was locked out after ten wrong passwords or codes in a row."
        case .signInsFailed: "Unusually many sign-ins failed in ten minutes."
        case .tokensUnknown: "Unusually many calls came with tokens that nobody has."
        case .callsRefused: "Somebody tried again and again what they may not do."
        case .idsProbed: "Somebody asked for unusually many things that are not there."
        case .readsMany: "Somebody read unusually much in ten minutes."
        case .buyerDataMany: "Somebody read the data of unusually many buyers in an hour."
        case .canaryTouched: "Something was used that nobody has reason to know: a canary."
        }
    }

    /// What to do now.
    public var wayOut: String {
        switch self {
        case .lockedOut, .signInsFailed:
            "Ask the member. If it was not them, have them change the password and turn the second factor on."
        case .tokensUnknown: "See that no program of yours still uses an old token. If none does, nothing got in."
        case .callsRefused, .idsProbed:
            "Ask whoever it was. If they cannot say why, end their sessions or revoke the token."
        case .readsMany, .buyerDataMany:
            "Ask whoever it was what they needed it for. If they cannot say, take their access away."
        case .canaryTouched:
            "Treat it as a break-in until you know better: a copy of your data or notes is in other hands. Change keys and tokens."
        }
    }
}

/// An alarm as people and programs see it.
public struct AlarmLine: Sendable, Hashable, Encodable {
    public struct Review: Sendable, Hashable, Encodable {
        public var at: Date
        public var who: String
        public var finding: String
    }
    public var id: String
    public var at: Date
    public var kind: String
    public var sentence: String
    public var wayOut: String
    public var place: String
    public var who: String
    public var count: Int
    public var reviews: [Review]
}

/// The alarms of a workspace, the newest first.
public struct ListAlarms: Sendable {
    let limit: Int

    public init(limit: Int = 50) { self.limit = min(max(limit, 1), 1_000) }

    public func run(_ desk: Desk) async throws -> [AlarmLine] {
        let names = try await AuditNames(desk)
        let limit = self.limit
        let (alarms, reviews) = try await desk.read { db in
            let alarms = try AlarmRecords.latest(db, limit: limit)
            return (alarms, try AlarmRecords.reviews(db, of: alarms.map(\.id)))
        }
        return alarms.map { alarm in
            let kind = AlarmKind(rawValue: alarm.kind)
            return AlarmLine(
                id: alarm.id.text, at: alarm.at, kind: alarm.kind, sentence: kind?.sentence ?? alarm.kind,
                wayOut: kind?.wayOut ?? "", place: alarm.place, who: names.who(alarm.doer, alarm.doerID),
                count: alarm.count,
                reviews: reviews.filter { $0.alarm == alarm.id }.map {
                    AlarmLine.Review(at: $0.at, who: names.who($0.doer, $0.doerID), finding: $0.finding)
                })
        }
    }
}

/// Records what was found of an alarm (INC-3).
public struct ReviewAlarm: Sendable {
    let alarm: String
    let finding: String

    /// - Parameter alarm: Its id.
    public init(_ alarm: String, finding: String) {
        self.alarm = alarm
        self.finding = finding
    }

    /// - Throws: `AuditError.alarmUnknown`, `.findingMissing`.
    public func run(_ desk: Desk) async throws {
        let finding = self.finding.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !finding.isEmpty else { throw AuditError.findingMissing }
        guard let id = UUID(uuidString: self.alarm) else { throw AuditError.alarmUnknown }
        let now = desk.now
        try await desk.write { db in
            guard try AlarmRecords.find(db, id) != nil else { throw AuditError.alarmUnknown }
            try AlarmRecords.add(
                db,
                AlarmReviewRecord(
                    alarm: id, at: now, doer: desk.doer.kind, doerID: desk.doer.id,
                    finding: String(finding.prefix(500))))
            try desk.audit(db, .alarmReviewed, on: DeedObject("alarm", id))
        }
    }
}
