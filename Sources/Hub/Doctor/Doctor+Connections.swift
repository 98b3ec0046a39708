import ConnectorKit
import Foundation
import Operations
import Records
import Store

extension Doctor {
    /// Workspaces, their keys, and each of their connections.
    static func workspaces(_ hub: Installation, callsShops: Bool) async -> [Finding] {
        do {
            let all = try await ListWorkspaces().run(hub)
            guard !all.isEmpty else {
                return [.notice("workspaces", "There is none yet.", wayOut: "entrepot workspace create NAME")]
            }
            var findings: [Finding] = []
            for workspace in all {
                guard let tenant = UUID(uuidString: workspace.id) else { continue }
                let desk = Desk(hub, tenant: tenant)
                do {
                    _ = try await TenantKeys(hub).key(of: tenant)
                    findings.append(.fine("master key", "It opens the key of \(workspace.name)."))
                } catch {
                    findings.append(Self.problem("master key", error))
                }
                findings += await Self.connections(desk, callsShops: callsShops)
            }
            return findings
        } catch {
            return [Self.problem("workspaces", error)]
        }
    }

    private static func connections(_ desk: Desk, callsShops: Bool) async -> [Finding] {
        do {
            let healths = try await ListConnections().run(desk)
            var findings: [Finding] = []
            for health in healths {
                findings.append(Self.state(of: health, now: desk.now))
                if let missing = Self.app(of: health, desk.hub) { findings.append(missing) }
                if health.parked > 0 {
                    findings.append(
                        .notice(
                            health.name, "\(Words.count(health.parked, "offer waits", "offers wait")) for a person.",
                            wayOut:
                                "entrepot offer list, then entrepot offer retry \(ShellWord.quoted(health.name)) OFFER")
                    )
                }
                if health.braked > 0 {
                    findings.append(
                        .notice(
                            health.name, "A brake holds \(Words.count(health.braked, "change", "changes")).",
                            wayOut: "entrepot brake list"))
                }
                if health.unreadable > 0 {
                    findings.append(
                        .notice(
                            health.name,
                            "\(Words.count(health.unreadable, "record", "records")) of the shop cannot be read.",
                            wayOut: "They are tried again by themselves; entrepot event list shows which."))
                }
                if callsShops, health.state != "paused" { findings.append(await Self.call(health, desk)) }
            }
            return findings
        } catch {
            return [Self.problem("connections", error)]
        }
    }

    /// A connection whose channel wants an app of ours that the settings do not name.
    private static func app(of health: ConnectionHealth, _ hub: Installation) -> Finding? {
        guard let channel = hub.channels.first(where: { $0.manifest.id == health.channel }), health.isByConsent,
            hub.apps[health.channel] == nil, channel.oauth != nil
        else { return nil }
        let missing = ConsentError.appMissing(channel: health.channelName)
        return .problem(health.name, missing.sentence, wayOut: missing.wayOut)
    }

    private static func state(of health: ConnectionHealth, now: Date) -> Finding {
        let reason = health.reason ?? health.lastError ?? "It is \(health.state)."
        let consentLeft = health.consentUntil.map { $0.timeIntervalSince(now) }
        return switch health.state {
        case "unauthorized": .problem(health.name, reason, wayOut: health.wayOut)
        case _ where health.failures >= 3:
            .problem(
                health.name, "\(health.failures) calls failed in a row: \(health.lastError ?? "no reason kept").",
                wayOut: health.wayOut)
        case "live", "draft":
            if let consentLeft, consentLeft < ConnectionHealth.consentWarning {
                consentLeft <= 0
                    ? .problem(health.name, reason, wayOut: health.wayOut)
                    : .notice(health.name, reason, wayOut: health.wayOut)
            } else if health.state == "draft" {
                .notice(health.name, reason, wayOut: health.wayOut)
            } else {
                .fine(health.name, "It is live, \(health.linked) offers are linked.")
            }
        default: .notice(health.name, reason, wayOut: health.wayOut)
        }
    }

    /// Who is there, and what time it is there.
    private static func call(_ health: ConnectionHealth, _ desk: Desk) async -> Finding {
        do {
            guard let id = UUID(uuidString: health.id),
                let record = try await desk.read({ try ConnectionRecords.load($0, id) })
            else { return .notice(health.name, "It has just been removed.", wayOut: nil) }
            let answer = try await Connections.connector(desk, record).identify()
            guard let time = answer.channelTime else {
                return .fine(health.name, "The shop answers to our key; it does not tell its time.")
            }
            let clock = ChannelClockFinding.of(time, now: desk.now, what: health.name)
            guard clock.level == .fine else { return clock }
            return .fine(health.name, "The shop answers to our key, and its clock agrees.")
        } catch {
            return Self.problem(health.name, error)
        }
    }
}
