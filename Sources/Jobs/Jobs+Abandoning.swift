public import Foundation
public import Store

extension Jobs {
    /// Ends the leases of workers that are known to be dead, so that their work need not wait for the lease to run out.
    ///
    /// Safe even where the judgement is wrong: a worker that lives after all finds its lease stale and cannot record anything.
    ///
    /// - Parameter isDead: whether the worker of that name certainly lives no more.
    /// - Returns: how many leases were ended.
    @discardableResult
    public static func abandon(
        _ db: any SQLConnection, now: Date, where isDead: (_ owner: String) -> Bool
    ) throws -> Int {
        let owners = try db.query(
            "SELECT DISTINCT lease_owner FROM job WHERE lease_owner IS NOT NULL AND lease_until > \(now)"
        ).map { try $0.get(0, as: String.self) }
        return try owners.filter(isDead).reduce(0) { ended, owner in
            ended
                + (try db.execute(
                    "UPDATE job SET lease_until = \(now) WHERE lease_owner = \(owner) AND lease_until > \(now)"))
        }
    }
}
