import Foundation
import Jobs

extension ReconcileOutcome {
    /// What a worker writes down of it.
    func job(at now: Date) -> JobOutcome {
        switch self {
        case .settled: .settled
        case .again(let wait): .again(at: now.addingTimeInterval(wait / .seconds(1)))
        case .retry(let reason): .retry(reason, at: now)
        case .blocked(let reason): .parked(reason)
        }
    }
}
