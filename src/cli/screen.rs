//! Pictures for the terminal.

use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;

/// A text as a QR code for a dark terminal; most cameras read it on a light one too.
pub(super) fn qr(text: &str) -> Option<String> {
    let code = QrCode::new(text).ok()?;
    Some(code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build())
}
