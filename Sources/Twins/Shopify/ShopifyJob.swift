import Foundation

/// What becomes of a cancellation that was asked for.
public enum ShopifyJobFate: Sendable, Codable, Hashable {
    /// Wall seconds later.
    case done(after: Double)
    /// It ends, and the order is as it was.
    case fails(after: Double)
    case neverEnds
}

/// A cancellation that Shopify has taken: a job, which ends in its own time and does not tell how.
struct ShopifyJob: Sendable, Codable, Hashable {
    var id: Int
    var order: Int
    var restock: Bool
    var refunds: Bool
    /// Wall time; `nil` for never.
    var due: Date?
    var fails = false
    var isDone = false
}

extension ShopifyState {
    /// - Returns: The job's number.
    mutating func cancelLater(_ order: Int, restock: Bool, refunds: Bool, _ moment: Moment) -> Int {
        var job = ShopifyJob(
            id: 20_000_000_000 + self.number * 100_000 + (self.jobs?.count ?? 0), order: order, restock: restock,
            refunds: refunds, due: moment.wall)
        switch self.cancelFate {
        case nil: break
        case .done(let seconds): job.due = moment.wall.addingTimeInterval(seconds)
        case .fails(let seconds): (job.due, job.fails) = (moment.wall.addingTimeInterval(seconds), true)
        case .neverEnds: job.due = nil
        }
        self.jobs = (self.jobs ?? []) + [job]
        self.runJobs(moment)
        return job.id
    }

    /// Those whose time has come, once each.
    mutating func runJobs(_ moment: Moment) {
        for index in (self.jobs ?? []).indices {
            guard let job = self.jobs?[index], !job.isDone, let due = job.due, due <= moment.wall else { continue }
            if !job.fails { self.cancel(job.order, restock: job.restock, refunds: job.refunds, at: moment) }
            self.jobs?[index].isDone = true
        }
    }
}

extension ShopifyGraph {
    func job(_ id: Int) -> (any GraphQLObject)? {
        guard self.state.jobs?.contains(where: { $0.id == id }) == true else { return nil }
        return ShopifyNode("Job") { field, _ throws(GraphQLError) in
            field == "id"
                ? .json(Self.id("Job", id))
                : .json(.bool(self.state.jobs?.first { $0.id == id }?.isDone ?? true))
        }
    }
}

extension ShopifyShop {
    /// What becomes of cancellations from now on; `nil` for done at once.
    public func setCancelling(_ fate: ShopifyJobFate?) {
        self.change { state, _ in state.cancelFate = fate }
    }
}
