document.body.prepend(chooser());
use(preferred());
