import ConnectorKit
import Foundation
import Records

/// A picture that was added.
public struct AddedImage: Sendable, Hashable, Encodable {
    public var connection: String
    public var listing: String
    /// `image/jpeg`, by the picture's own bytes.
    public var contentType: String
}

/// Adds a picture to a listing. Done twice it is there twice.
public struct AddListingImage: Sendable {
    /// Bytes of a picture at most: above what channels take, and far below what would hurt the hub.
    public static let largest = 20 * 1024 * 1024

    public var connection: String
    public var listing: String
    public var bytes: [UInt8]
    public var fileName: String
    /// Place among the pictures, from 1; `nil` leaves it to the channel.
    public var rank: Int?
    /// For people who do not see it.
    public var altText: String?

    public init(
        connection: String, listing: String, bytes: [UInt8], fileName: String, rank: Int? = nil, altText: String? = nil
    ) {
        self.connection = connection
        self.listing = listing
        self.bytes = bytes
        self.fileName = fileName
        self.rank = rank
        self.altText = altText
    }

    /// - Throws: `OperationError.invalid` for what is no picture, `ListingError.pictureInDoubt` where the answer is lost.
    public func run(_ desk: Desk) async throws -> AddedImage {
        guard self.bytes.count <= Self.largest else {
            throw OperationError.invalid(field: "file", reason: "A picture has at most 20 MB.")
        }
        guard let type = Self.contentType(self.bytes) else {
            throw OperationError.invalid(field: "file", reason: "It is no JPEG, PNG or GIF picture.")
        }
        guard self.rank.map({ (1...100).contains($0) }) ?? true else {
            throw OperationError.invalid(field: "rank", reason: "Places begin with 1.")
        }
        let shop = try await ListingDesk(desk, connection: self.connection)
        let (number, refs) = try await shop.listing(self.listing)
        do throws(ConnectorError) {
            _ = try await shop.catalogue.addImage(
                ListingImage(
                    bytes: self.bytes, fileName: self.fileName, contentType: type, rank: self.rank,
                    altText: self.altText), to: number)
        } catch {
            guard error.leavesDoubt else { throw error }
            throw ListingError.pictureInDoubt(listing: number)
        }
        try await shop.note("listing.picture", "A picture was added to listing \(number).")
        try await shop.renew(refs)
        return AddedImage(connection: shop.connection.name, listing: number, contentType: type)
    }

    /// By the first bytes: a name says nothing.
    static func contentType(_ bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
        if bytes.starts(with: Array("GIF8".utf8)) { return "image/gif" }
        return nil
    }
}
