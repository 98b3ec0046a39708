import Foundation
import Operations
import Pages

extension ConnectionView {
    init(_ health: ConnectionHealth) {
        self.init(
            id: health.id, name: health.name, channel: health.channelName,
            host: URL(string: health.address).flatMap(Self.host) ?? health.address, state: Self.state(of: health),
            lastRead: health.lastAnswerAt, ordersReadUpTo: health.ordersReadAt, lag: .seconds(health.lagSeconds),
            waiting: health.waiting, parked: health.parked + health.braked, calls: health.calls,
            callsThrottled: health.throttled, problem: Self.problem(of: health), wayOut: health.wayOut)
    }

    private static func host(_ url: URL) -> String? {
        guard let host = url.host() else { return nil }
        return url.port.map { "\(host):\($0)" } ?? host
    }

    private static func state(of health: ConnectionHealth) -> State {
        switch health.state {
        case "paused", "unauthorized": .stopped
        case _ where health.parked + health.braked + health.unreadable > 0 || health.failures >= 3: .attention
        case "draft", "restoring": .working
        default: health.waiting > 0 ? .working : .ok
        }
    }

    private static func problem(of health: ConnectionHealth) -> String? {
        if let reason = health.reason { return reason }
        return health.failures > 0 ? health.lastError : nil
    }
}
