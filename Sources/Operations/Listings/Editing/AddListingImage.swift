import ConnectorKit
import Foundation
import Records

/// A picture that was added.
public struct AddedImage: Sendable, Hashable, Encodable {
    public var connection: String
    public var listing: String
    /// `image/jpeg`, by the picture's own bytes; missing for one that the shop gets by itself.
    public var contentType: String?
    /// Pictures of the listing that the shop could not use, or still works on.
    public var troubles: [PictureRow] = []
}

/// One picture of a listing.
public struct PictureRow: Sendable, Hashable, Encodable {
    /// From 1.
    public var place: Int
    public var altText: String?
    /// `ready`, `processing` or `failed`.
    public var state: String
    /// The shop's own word for what went wrong, and its sentence.
    public var code: String?
    public var reason: String?

    init(_ image: ListedImage, place: Int) {
        self.place = place
        self.altText = image.altText
        switch image.state {
        case .ready: self.state = "ready"
        case .processing: self.state = "processing"
        case .failed(let code, let message):
            self.state = "failed"
            (self.code, self.reason) = (code, message)
        }
    }
}

/// Adds a picture to a listing. Done twice it is there twice.
public struct AddListingImage: Sendable {
    /// Bytes of a picture at most: above what channels take, and far below what would hurt the hub.
    public static let largest = 20 * 1024 * 1024
    /// How often, and after how many seconds each, a shop that works on pictures is asked what became of it.
    static let looks = 5
    static let lookGap = 1.0

    public enum Source: Sendable {
        case file([UInt8], name: String)
        /// The shop gets it by itself: `https://…`.
        case address(String)
    }

    public var connection: String
    public var listing: String
    public var source: Source
    /// Place among the pictures, from 1; `nil` leaves it to the channel.
    public var rank: Int?
    /// For people who do not see it.
    public var altText: String?

    public init(
        connection: String, listing: String, source: Source, rank: Int? = nil, altText: String? = nil
    ) {
        self.connection = connection
        self.listing = listing
        self.source = source
        self.rank = rank
        self.altText = altText
    }

    public init(
        connection: String, listing: String, bytes: [UInt8], fileName: String, rank: Int? = nil, altText: String? = nil
    ) {
        self.init(
            connection: connection, listing: listing, source: .file(bytes, name: fileName), rank: rank,
            altText: altText)
    }

    /// - Throws: `OperationError.invalid` for what is no picture, `ListingError.pictureInDoubt` where the answer is lost.
    public func run(_ desk: Desk) async throws -> AddedImage {
        guard self.rank.map({ (1...100).contains($0) }) ?? true else {
            throw OperationError.invalid(field: "rank", reason: "Places begin with 1.")
        }
        let type = try self.checked()
        let shop = try await ListingDesk(desk, connection: self.connection)
        let (number, refs) = try await shop.listing(self.listing)
        do throws(ConnectorError) {
            try await self.add(to: number, type, shop.catalogue)
        } catch {
            guard error.leavesDoubt else { throw error }
            throw ListingError.pictureInDoubt(listing: number)
        }
        try await shop.note("listing.picture", "A picture was added to listing \(number).")
        try await shop.renew(refs)
        return AddedImage(
            connection: shop.connection.name, listing: number, contentType: type,
            troubles: await Self.troubles(of: number, shop))
    }

    private func add(to listing: String, _ type: String?, _ catalogue: any ListingEditing) async throws(ConnectorError)
    {
        switch self.source {
        case .file(let bytes, let name):
            _ = try await catalogue.addImage(
                ListingImage(
                    bytes: bytes, fileName: name, contentType: type ?? "", rank: self.rank, altText: self.altText),
                to: listing)
        case .address(let address):
            _ = try await catalogue.addImage(
                ListingImageLink(address: address, rank: self.rank, altText: self.altText), to: listing)
        }
    }

    /// - Returns: What kind of picture a file is.
    private func checked() throws -> String? {
        switch self.source {
        case .file(let bytes, _):
            guard bytes.count <= Self.largest else {
                throw OperationError.invalid(field: "file", reason: "A picture has at most 20 MB.")
            }
            guard let type = Self.contentType(bytes) else {
                throw OperationError.invalid(field: "file", reason: "It is no JPEG, PNG or GIF picture.")
            }
            return type
        case .address(let address):
            guard let url = URL(string: address), url.scheme == "https", url.host()?.isEmpty == false else {
                throw OperationError.invalid(field: "url", reason: "It is no address that begins with https://.")
            }
            return nil
        }
    }

    /// The picture is added: what cannot be told of it now takes nothing away from that.
    private static func troubles(of listing: String, _ shop: ListingDesk) async -> [PictureRow] {
        guard shop.catalogue.worksOnImages else { return [] }
        var rows: [PictureRow] = []
        for look in 0..<Self.looks {
            guard let images = try? await shop.catalogue.images(of: listing).value else { return rows }
            rows = images.enumerated().map { PictureRow($1, place: $0 + 1) }.filter { $0.state != "ready" }
            guard rows.contains(where: { $0.state == "processing" }), look + 1 < Self.looks else { break }
            guard (try? await shop.desk.hub.pause(Self.lookGap)) != nil else { break }
        }
        return rows
    }

    /// By the first bytes: a name says nothing.
    static func contentType(_ bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
        if bytes.starts(with: Array("GIF8".utf8)) { return "image/gif" }
        return nil
    }
}

/// The pictures of a listing, as the shop has them.
public struct ListPictures: Sendable {
    public var connection: String
    public var listing: String

    public init(connection: String, listing: String) {
        self.connection = connection
        self.listing = listing
    }

    public func run(_ desk: Desk) async throws -> [PictureRow] {
        let shop = try await ListingDesk(desk, connection: self.connection)
        let (number, _) = try await shop.listing(self.listing)
        return try await shop.catalogue.images(of: number).value.enumerated().map { PictureRow($1, place: $0 + 1) }
    }
}
