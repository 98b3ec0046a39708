import ConnectorKit
import Foundation
import Wire

extension ShopifyCatalogue {
    /// A file goes to a place that Shopify names for it, and is taken into the product from there. Before that last step
    /// nothing has happened to the product.
    func addImage(_ image: ListingImage, to listing: String) async throws(ConnectorError) -> Answer<Void> {
        let product = try Self.global(listing)
        let staged = try await self.api.read(
            ShopifyWire.Staged.self, ShopifyDocuments.stageUpload,
            [
                "input": .array([
                    .object([
                        "filename": .text(image.fileName), "mimeType": .text(image.contentType),
                        "resource": .text("IMAGE"), "httpMethod": .text("POST"),
                    ])
                ])
            ])
        if let error = staged.value.stagedUploadsCreate?.userErrors.first { throw self.api.refused(error) }
        guard let target = staged.value.stagedUploadsCreate?.stagedTargets?.first, let place = target.url,
            let source = target.resourceUrl
        else { throw .unreadable("Shopify named no place to send the picture to.") }
        try await self.api.upload(
            MultipartForm(
                fields: target.parameters.map { MultipartForm.Field(name: $0.name, value: $0.value) },
                file: image.bytes, fileField: "file", fileName: image.fileName, fileType: image.contentType),
            to: place)
        return try await self.attach(source, alt: image.altText, rank: image.rank, to: product)
    }

    /// Shopify gets it by itself, later: `images` tells whether it could.
    func addImage(_ link: ListingImageLink, to listing: String) async throws(ConnectorError) -> Answer<Void> {
        try await self.attach(link.address, alt: link.altText, rank: link.rank, to: try Self.global(listing))
    }

    private func attach(
        _ source: String, alt: String?, rank: Int?, to product: String
    ) async throws(ConnectorError) -> Answer<Void> {
        var media: [String: JSONValue] = ["originalSource": .text(source), "mediaContentType": .text("IMAGE")]
        if let alt { media["alt"] = .text(alt) }
        let added = try await self.api.write(
            ShopifyWire.AddedMedia.self, ShopifyDocuments.addMedia,
            ["product": .object(["id": .text(product)]), "media": .array([.object(media)])],
            timeout: self.api.settings.writeAfterReadTimeout)
        if let error = added.value.productUpdate?.userErrors.first { throw self.api.refused(error) }
        // What was added stands last.
        guard let fresh = added.value.productUpdate?.product?.media.nodes.last else {
            throw .unknownOutcome("Shopify named no picture in its answer.")
        }
        if let rank { try await self.move(fresh.id, to: rank, of: product) }
        return added.answer(())
    }

    private func move(_ media: String, to rank: Int, of product: String) async throws(ConnectorError) {
        let last = "The picture was added, as the last one: Shopify did not put it in its place."
        let moved: ShopifyAPI.Reading<ShopifyWire.MovedMedia>
        do throws(ConnectorError) {
            moved = try await self.api.write(
                ShopifyWire.MovedMedia.self, ShopifyDocuments.moveMedia,
                [
                    "id": .text(product),
                    "moves": .array([
                        .object(["id": .text(media), "newPosition": .text(String(max(0, rank - 1)))])
                    ]),
                ])
        } catch {
            throw .refused(code: "added-last", field: "rank", message: last)
        }
        guard moved.value.productReorderMedia?.mediaUserErrors.isEmpty != false else {
            throw .refused(code: "added-last", field: "rank", message: last)
        }
    }

    func images(of listing: String) async throws(ConnectorError) -> Answer<[ListedImage]> {
        let reading = try await self.api.read(
            ShopifyWire.ProductMedia.self, ShopifyDocuments.productMedia, ["id": .text(try Self.global(listing))])
        guard let product = reading.value.product else { throw Self.gone }
        return reading.answer(product.media.nodes.map { Self.image($0, api: self.api) })
    }

    private static func image(_ media: ShopifyWire.Media, api: ShopifyAPI) -> ListedImage {
        let state: ListedImage.State =
            switch media.status {
            case "READY": .ready
            case "FAILED":
                .failed(
                    code: ShopifyErrors.word(media.mediaErrors.first?.code ?? ""),
                    message: Self.words(media.mediaErrors.first, api: api))
            default: .processing
            }
        return ListedImage(id: media.id, altText: ShopifyMapping.text(media.alt), state: state)
    }

    private static func words(_ error: ShopifyWire.MediaError?, api: ShopifyAPI) -> String {
        let said = Redaction.clean(error?.details ?? error?.message ?? "", secrets: api.secrets + [api.token])
        return said.isEmpty ? "Shopify could not use it." : said
    }
}

extension ShopifyAPI {
    /// Sends a file to the place that Shopify named for it; our token is none of that place's business.
    fileprivate func upload(_ form: MultipartForm, to address: String) async throws(ConnectorError) {
        let url = try ChannelAddress.elsewhere(address, beside: self.place.base)
        let call = HTTPCall(
            "POST", url, headers: [("content-type", form.contentType)], body: form.bytes,
            timeout: self.settings.writeTimeout, answerLimit: 1 << 20)
        let sorting = ShopifyFileSorting()
        let reply: HTTPReply
        do {
            reply = try await self.transport.send(call)
        } catch {
            throw sorting.sort(error)
        }
        if let problem = sorting.sort(reply) { throw problem }
    }

    /// What a mutation said no to, in its own words.
    func refused(_ error: ShopifyWire.UserError) -> ConnectorError {
        let message = Redaction.clean(error.message ?? "", secrets: self.secrets + [self.token])
        return .refused(
            code: ShopifyErrors.word(error.code ?? ""), field: error.field?.last,
            message: message.isEmpty ? "Shopify refused it without a reason." : message)
    }
}
