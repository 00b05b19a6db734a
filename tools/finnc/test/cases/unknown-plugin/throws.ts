throw new Error('the plugin needs a licence');
