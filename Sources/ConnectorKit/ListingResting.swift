public import Foundation

/// Takes a listing off sale for a moment and puts it back, at no cost: so that a channel whose writes replace whole
/// listings can be written while nobody can buy.
public protocol ListingResting: Sendable {
    /// Takes a listing off sale that is on it. Safe to repeat.
    func rest(_ listing: String) async throws(ConnectorError) -> Answer<RestOutcome>

    /// Writes what is wanted of a listing that `rest` took off sale, and puts it back. Nothing is written once somebody
    /// else has put it back, or taken it off again himself.
    ///
    /// - Parameter changes: Empty to put it back as it is.
    /// - Parameter stamp: What `rest` told of the moment it left the sale.
    /// - Throws: `unknownOutcome` where it may be back on sale with the numbers wanted; another error only where nothing
    ///   has happened.
    func resume(
        _ listing: String, writing changes: [OfferChange], since stamp: Date?
    ) async throws(ConnectorError) -> Answer<ResumeOutcome>
}

/// What became of a listing that was to leave the sale.
public enum RestOutcome: Sendable, Hashable {
    /// It is off sale by this call.
    ///
    /// - Parameter at: When its state changed, on the channel's clock, where it tells.
    case offSale(at: Date?)
    /// It was not on sale before: sold out, ended, or taken off by its seller. Nothing was changed.
    case notOnSale
}

/// What became of a listing that was to be put back.
public enum ResumeOutcome: Sendable, Hashable {
    /// On sale, with what became of each change. Where one was refused, its old values are on sale.
    case onSale([OfferResult])
    /// Written, and left off sale: it has no unit left to sell.
    case empty([OfferResult])
    /// Written as wanted, but the channel refused to put it back on sale.
    case refused([OfferResult], code: String, message: String)
    /// Somebody had put it back on sale. Nothing was written.
    case wasOnSale
    /// It ended, sold out, or its seller took it off sale. Nothing was written.
    case notOurs
}
